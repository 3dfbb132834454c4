import type { Redis } from "ioredis";
import type { SettingsKeys } from "../redis/keys.ts";
import type { Clock } from "../runtime/clock.ts";
import type { E164 } from "../vocabulary/e164.ts";
import { parseE164 } from "../vocabulary/e164.ts";
import { SettingInvalid } from "./errors.ts";
import { asUnavailable } from "./store/commit.ts";

/** A number that the provider holds, whether a company has it or not. */
export interface HeldNumber {
  readonly number: E164;
  readonly note: string | null;
  readonly addedAtMs: number;
}

/** More than a provider of this size has; it fits in a few dozen megabytes. */
const MOST_NUMBERS = 200_000;
const AT_ONCE = 1_000;

/** The provider's numbers, beside the settings: those of companies are settings of these, too. All methods throw StoreUnavailable. */
export interface NumberInventory {
  all(): Promise<readonly HeldNumber[]>;
  find(number: E164): Promise<HeldNumber | undefined>;
  /** Those that are held already stay as they are. @throws SettingInvalid when there are too many */
  add(numbers: readonly E164[], note?: string | null): Promise<void>;
  /** Says what a number is for, and adds it if need be. */
  annotate(number: E164, note: string | null): Promise<void>;
  remove(number: E164): Promise<void>;
}

export function numberInventory(redis: Redis, keys: SettingsKeys, clock: Clock): NumberInventory {
  const at = keys.numberInventory;
  const told = (note: string | null): string => JSON.stringify({ note, addedAtMs: clock.nowMs() });
  return {
    async all() {
      const stored = await asUnavailable(redis.hgetall(at));
      return Object.entries(stored).flatMap(([text, json]) => {
        const number = parseE164(text);
        return number === undefined ? [] : [{ number, ...(JSON.parse(json) as Omit<HeldNumber, "number">) }];
      });
    },
    async find(number) {
      const json = await asUnavailable(redis.hget(at, number));
      return json === null ? undefined : { number, ...(JSON.parse(json) as Omit<HeldNumber, "number">) };
    },
    async add(numbers, note = null) {
      const held = await asUnavailable(redis.hlen(at));
      if (held + numbers.length > MOST_NUMBERS)
        throw new SettingInvalid("/numbers", "too-many", `a provider holds ${MOST_NUMBERS} numbers at most`);
      for (let from = 0; from < numbers.length; from += AT_ONCE) {
        const pipeline = redis.pipeline();
        for (const number of numbers.slice(from, from + AT_ONCE)) pipeline.hsetnx(at, number, told(note));
        await asUnavailable(pipeline.exec());
      }
    },
    async annotate(number, note) {
      const json = await asUnavailable(redis.hget(at, number));
      const before = json === null ? undefined : (JSON.parse(json) as { readonly addedAtMs: number });
      const after = JSON.stringify({ note, addedAtMs: before?.addedAtMs ?? clock.nowMs() });
      await asUnavailable(redis.hset(at, number, after));
    },
    async remove(number) {
      await asUnavailable(redis.hdel(at, number));
    },
  };
}
