import type { Redis } from "ioredis";
import { orElse } from "../../limits/or-else.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { E164 } from "../../vocabulary/e164.ts";
import { parseUserId, type UserId } from "../../vocabulary/identifiers.ts";

/** So long after an emergency call the service that calls back reaches whoever called it, whatever they have set. */
const CALLBACK_WINDOW_MS = 30 * 60_000;
/** Larger than a day's emergencies of any company. */
const MOST_REMEMBERED = 1_000;
const KEY = "{offhook}:emergency-callback:";

/** Who called an emergency service lately, by the number that they showed: in Redis, and in memory for bad weather. */
export class EmergencyCallbacks {
  readonly #redis: Redis;
  readonly #clock: Clock;
  readonly #here = new Map<E164, { readonly user: UserId; readonly untilMs: number }>();

  constructor(redis: Redis, clock: Clock) {
    this.#redis = redis;
    this.#clock = clock;
  }

  note(number: E164, user: UserId): void {
    this.#here.delete(number); // back to the young end of the map
    this.#here.set(number, { user, untilMs: this.#clock.nowMs() + CALLBACK_WINDOW_MS });
    const [oldest] = this.#here.keys();
    if (this.#here.size > MOST_REMEMBERED && oldest !== undefined) this.#here.delete(oldest);
    this.#redis.set(`${KEY}${number}`, user, "PX", CALLBACK_WINDOW_MS).catch(() => undefined); // this process knows
  }

  /** Whom a call to this number may be meant for; undefined: nobody showed it in an emergency lately. */
  async callerOf(number: E164): Promise<UserId | undefined> {
    const here = this.#here.get(number);
    if (here !== undefined && here.untilMs > this.#clock.nowMs()) return here.user;
    const user = await orElse(this.#redis.get(`${KEY}${number}`), this.#clock, () => null);
    return typeof user === "string" ? parseUserId(user) : undefined;
  }
}
