import type { Redis } from "ioredis";
import { CALLER_WAITS_MS } from "../../redis/connection.ts";
import { routingKeys } from "../../redis/keys.ts";
import { BoundedMap } from "../../runtime/bounded-map.ts";
import type { Clock } from "../../runtime/clock.ts";
import { withinOrElse } from "../../runtime/deadline.ts";
import type { E164 } from "../../vocabulary/e164.ts";
import { parseUserId, type UserId } from "../../vocabulary/identifiers.ts";

/** So long after an emergency call the service that calls back reaches the user who called it, whatever they have set. */
const CALLBACK_WINDOW_MS = 30 * 60_000;
/** Larger than a day's emergencies of any company. */
const MOST_REMEMBERED = 1_000;
const KEYS = routingKeys();

/** Who called an emergency service lately, by the number that they showed: in Redis, and in memory for bad weather. */
export class EmergencyCallbacks {
  readonly #redis: Redis;
  readonly #clock: Clock;
  readonly #here = new BoundedMap<E164, { readonly user: UserId; readonly untilMs: number }>(MOST_REMEMBERED);

  constructor(redis: Redis, clock: Clock) {
    this.#redis = redis;
    this.#clock = clock;
  }

  note(number: E164, user: UserId): void {
    this.#here.set(number, { user, untilMs: this.#clock.nowMs() + CALLBACK_WINDOW_MS });
    this.#redis.set(KEYS.emergencyCallback(number), user, "PX", CALLBACK_WINDOW_MS).catch(() => undefined); // this process knows
  }

  /** Whom a call to this number may be meant for; undefined: it wasn't shown in an emergency lately. */
  async callerOf(number: E164): Promise<UserId | undefined> {
    const here = this.#here.get(number);
    if (here !== undefined && here.untilMs > this.#clock.nowMs()) return here.user;
    const noted = this.#redis.get(KEYS.emergencyCallback(number));
    const user = await withinOrElse(noted, { withinMs: CALLER_WAITS_MS, clock: this.#clock }, () => null);
    return user === null ? undefined : parseUserId(user);
  }
}
