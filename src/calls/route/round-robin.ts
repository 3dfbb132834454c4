import type { Redis } from "ioredis";
import { CALLER_WAITS_MS } from "../../redis/connection.ts";
import { routingKeys } from "../../redis/keys.ts";
import type { RoundRobinTurns } from "../../routing/call.ts";
import { BoundedMap } from "../../runtime/bounded-map.ts";
import type { Clock } from "../../runtime/clock.ts";
import { withinOrElse } from "../../runtime/deadline.ts";
import type { RingGroupId } from "../../vocabulary/identifiers.ts";

/** Groups beyond this forget, while Redis is away, whose turn it was: their next call begins with the first member. */
const MOST_GROUPS = 10_000;
const { groupTurns } = routingKeys();

/**
 * How often each round-robin group was called, through whichever process: it begins with another member each time. With
 * Redis away each process goes on from where it knows the round to be.
 */
export class RoundRobin {
  readonly #redis: Redis;
  readonly #clock: Clock;
  readonly #known = new BoundedMap<RingGroupId, number>(MOST_GROUPS);

  constructor(redis: Redis, clock: Clock) {
    this.#redis = redis;
    this.#clock = clock;
  }

  /** Takes this call's turn in each of these groups. */
  take(groups: readonly RingGroupId[]): Promise<RoundRobinTurns> {
    return turnsIn(groups, (group) => this.#next(group));
  }

  /** Whose turn the next call would have. */
  look(groups: readonly RingGroupId[]): Promise<RoundRobinTurns> {
    return turnsIn(groups, async (group) => {
      const counted = this.#redis.hget(groupTurns, group).then((calls) => Number(calls ?? 0));
      return this.#orFromMemory(group, counted);
    });
  }

  async #next(group: RingGroupId): Promise<number> {
    const counted = this.#redis.hincrby(groupTurns, group, 1).then((calls) => calls - 1);
    const turn = await this.#orFromMemory(group, counted);
    this.#known.set(group, turn);
    return turn;
  }

  #orFromMemory(group: RingGroupId, counted: Promise<number>): Promise<number> {
    const deadline = { withinMs: CALLER_WAITS_MS, clock: this.#clock };
    return withinOrElse(counted, deadline, () => (this.#known.get(group) ?? -1) + 1);
  }
}

async function turnsIn(
  groups: readonly RingGroupId[],
  turnIn: (group: RingGroupId) => Promise<number>,
): Promise<RoundRobinTurns> {
  return new Map(await Promise.all(groups.map(async (group) => [group, await turnIn(group)] as const)));
}
