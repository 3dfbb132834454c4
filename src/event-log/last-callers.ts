import type { Redis } from "ioredis";
import type { EventBus } from "../events/bus.ts";
import { routingKeys } from "../redis/keys.ts";
import { patiently } from "../runtime/gather-writes.ts";
import { parseE164, type E164 } from "../vocabulary/e164.ts";
import type { UserId } from "../vocabulary/identifiers.ts";

/** A user who wants to block a caller does so soon. */
const REMEMBERED_SECONDS = 30 * 24 * 3_600;
/** Calls of one process at once; beyond it a caller is not remembered. */
const MOST_CALLS = 10_000;
const { lastCaller } = routingKeys();
const NO_NUMBER = "-";

export interface LastCallersOptions {
  readonly redis: Redis;
  readonly events: Pick<EventBus, "on">;
}

/** Who called each person last from outside, whichever process took the call. */
export class LastCallers implements Disposable {
  readonly #redis: Redis;
  readonly #callers = new Map<string, { readonly number: E164 | undefined; readonly called: Set<UserId> }>();
  readonly #listening: readonly Disposable[];

  constructor({ redis, events }: LastCallersOptions) {
    this.#redis = redis;
    this.#listening = [
      events.on("call.started", ({ call, direction, caller }) => {
        if (direction === "inbound" && this.#callers.size < MOST_CALLS)
          this.#callers.set(call, { number: caller.number, called: new Set() });
      }),
      events.on("call.routed", ({ call, user }) => this.#note(call, user)),
      events.on("call.ringing", ({ call, callee }) => this.#note(call, callee.user)),
      events.on("call.ended", ({ call }) => void this.#callers.delete(call)),
    ];
  }

  /** Undefined: there was no call lately. @throws where Redis is away */
  async of(user: UserId): Promise<{ readonly number: E164 | undefined } | undefined> {
    const stored = await this.#redis.get(lastCaller(user));
    return stored === null ? undefined : { number: parseE164(stored) };
  }

  [Symbol.dispose](): void {
    for (const listening of this.#listening) listening[Symbol.dispose]();
  }

  #note(call: string, user: UserId | undefined): void {
    const caller = this.#callers.get(call);
    if (user === undefined || caller === undefined || caller.called.has(user)) return;
    caller.called.add(user);
    const number = caller.number ?? NO_NUMBER;
    const noting = patiently(() => this.#redis.set(lastCaller(user), number, "EX", REMEMBERED_SECONDS));
    noting.catch(() => undefined); // only this is not blocked
  }
}
