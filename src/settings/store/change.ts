import type { Redis } from "ioredis";
import type { Clock } from "../../runtime/clock.ts";
import { KeyedQueue } from "../../runtime/keyed-queue.ts";
import type { TenantId } from "../../vocabulary/identifiers.ts";
import { printAuditEntry } from "../audit.ts";
import { changesOf, openDesk, takenError } from "../draft/desk.ts";
import type { Desk, DraftTools } from "../draft/desk.ts";
import { checkInvariants } from "../draft/invariants.ts";
import { NotTheFirst, SettingsError, StoreContended } from "../errors.ts";
import type { Actor } from "../schemas/audit.ts";
import { get } from "../table.ts";
import { asUnavailable, commitChange } from "./commit.ts";
import type { SettingsKeys } from "../../redis/keys.ts";
import type { Replica } from "./replica.ts";

export interface ChangeParts {
  readonly redis: Redis;
  readonly keys: SettingsKeys;
  readonly replica: Replica;
  readonly tools: DraftTools;
  readonly clock: Clock;
}

export interface ChangeOrder<Result> {
  readonly tenantId: TenantId;
  readonly actor: Actor;
  readonly edit: (desk: Desk) => Result;
  /** Only where there is no tenant at all yet. */
  readonly onlyIfFirst?: boolean;
}

/** Each lost race means that somebody else won, so this many in a row is a storm. */
const MAX_ATTEMPTS = 100;
/** A refusal is tried again when it rested on settings that were old; more often only under a storm. */
const MAX_REFUSALS = 3;
/** Changes of one tenant that wait for each other in this process. */
const MAX_WAITING = 1_000;
/** Whoever waited longer is told so rather than served late: the person has pressed the button again. */
const WAIT_AT_MOST_MS = 5_000;

export type Changer = <Result>(order: ChangeOrder<Result>) => Promise<Result>;

/** Makes changes, those of one tenant one after the other: racing ourselves would only cost attempts. */
export function changer(parts: ChangeParts): Changer {
  const changes = new KeyedQueue<TenantId>({ mostWaiting: MAX_WAITING, tooMany: () => new StoreContended() });
  return (order) => {
    const deadlineMs = parts.clock.nowMs() + WAIT_AT_MOST_MS;
    return changes.run(order.tenantId, () => {
      if (parts.clock.nowMs() > deadlineMs) throw new StoreContended();
      return change(parts, order);
    });
  };
}

async function change<Result>(parts: ChangeParts, order: ChangeOrder<Result>): Promise<Result> {
  const { redis, keys, replica, clock } = parts;
  const { tenantId, actor, onlyIfFirst = false } = order;
  let refusals = 0;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const desk = openDesk(replica.tables, tenantId, parts.tools);
    let result: Result;
    let changes;
    try {
      result = order.edit(desk);
      changes = changesOf(desk);
      checkInvariants(desk, changes);
    } catch (refusal) {
      if (!(refusal instanceof SettingsError)) throw refusal;
      refusals += 1;
      const wasOld = await asUnavailable(replica.catchUp());
      if (wasOld && refusals < MAX_REFUSALS) continue;
      throw refusal;
    }
    if (changes.length === 0 && desk.notes.length === 0) return result;

    const from = get(desk.base.heads, tenantId);
    const to = { version: desk.version, commit: parts.tools.makeId() };
    const audit = printAuditEntry(changes, actor, clock.nowMs(), desk.notes);
    const outcome = await commitChange(redis, keys, { tenantId, from, to, changes, audit, onlyIfFirst });
    if (outcome.kind === "done") {
      await replica.receive([outcome.entry]);
      return result;
    }
    await asUnavailable(replica.catchUp());
    if (outcome.kind === "taken") throw takenError(outcome.claim, desk.claimFields.get(outcome.claim));
    if (outcome.kind === "not-first") throw new NotTheFirst();
  }
  throw new StoreContended();
}
