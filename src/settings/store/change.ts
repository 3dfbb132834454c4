import type { Redis } from "ioredis";
import type { Clock } from "../../runtime/clock.ts";
import { KeyedQueue } from "../../runtime/keyed-queue.ts";
import type { TenantId } from "../../vocabulary/identifiers.ts";
import { printAuditEntry } from "../audit.ts";
import { checkChange } from "./check-change.ts";
import { Draft, takenError, type DraftTools } from "../draft/draft.ts";
import { NotTheFirst, SettingsError, StoreContended } from "../errors.ts";
import type { EntityChange } from "../registry.ts";
import type { Actor } from "../schemas/audit.ts";
import { get } from "../table.ts";
import { printUndo } from "../undo-record.ts";
import { asUnavailable, commitChange } from "./commit.ts";
import type { Forms } from "./feed-entry.ts";
import type { SettingsKeys } from "../../redis/keys.ts";
import type { Replica } from "./replica.ts";

/** Is told of this process's own changes, once each. */
export interface ChangeObserver {
  committed(this: void, done: Committed): void;
  /** @param code  of the error, SW_… */
  refused(this: void, code: string): void;
}

/** A change that Redis has taken, and that this process's settings hold. */
export interface Committed {
  readonly tenantId: TenantId;
  readonly version: number;
  readonly changes: readonly EntityChange[];
}

export interface ChangeParts extends Forms {
  readonly redis: Redis;
  readonly keys: SettingsKeys;
  readonly replica: Replica;
  readonly tools: DraftTools;
  readonly clock: Clock;
  readonly observer?: ChangeObserver | undefined;
}

export interface ChangeOrder<Result> {
  readonly tenantId: TenantId;
  readonly actor: Actor;
  readonly edit: (draft: Draft) => Result;
  /** Only where there is no tenant at all yet. */
  readonly onlyIfFirst?: boolean;
}

/** Each lost race means that another process won, so this many in a row is a storm. */
const MAX_ATTEMPTS = 100;
/** A refusal is tried again when it rested on settings that were old; more often only under a storm. */
const MAX_REFUSALS = 3;
/** Changes of one tenant that wait for each other in this process. */
const MAX_WAITING = 1_000;
/**
 * A change that waited longer is refused rather than made late: the program that asked for it waits half a minute at most. Each change
 * waits for the disk: where that is slow, a hundred at once take seconds.
 */
const WAIT_AT_MOST_MS = 15_000;

export type Changer = <Result>(order: ChangeOrder<Result>) => Promise<Result>;

/** Makes changes, those of one tenant one after the other: racing ourselves would only cost attempts. */
export function changer(parts: ChangeParts): Changer {
  const queue = new KeyedQueue<TenantId>({ mostWaiting: MAX_WAITING, tooMany: () => new StoreContended() });
  return async (order) => {
    const deadlineMs = parts.clock.nowMs() + WAIT_AT_MOST_MS;
    try {
      return await queue.run(order.tenantId, () => {
        if (parts.clock.nowMs() > deadlineMs) return Promise.reject(new StoreContended());
        return change(parts, order);
      });
    } catch (failure) {
      if (failure instanceof SettingsError) parts.observer?.refused(failure.code);
      throw failure;
    }
  };
}

async function change<Result>(parts: ChangeParts, order: ChangeOrder<Result>): Promise<Result> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const made = await workedOut(parts, order);
    const { draft, changes, result } = made;
    if (changes.length === 0 && draft.notes.length === 0) return result;
    if (await isCommitted(parts, order, made)) return result;
  }
  throw new StoreContended();
}

/** The change, on settings that were new enough to refuse it. @throws SettingsError of the edit or of the rules */
export async function workedOut<Result>(
  parts: Pick<ChangeParts, "replica" | "tools" | "kinds">,
  order: ChangeOrder<Result>,
): Promise<Made<Result>> {
  for (let refusals = 1; ; refusals++) {
    try {
      return draftOf(parts, order);
    } catch (refusal) {
      if (!(refusal instanceof SettingsError)) throw refusal;
      const wasOld = await asUnavailable(parts.replica.catchUp());
      if (!wasOld || refusals >= MAX_REFUSALS) throw refusal;
    }
  }
}

/** A change that was worked out and keeps all rules. */
export interface Made<Result> {
  readonly draft: Draft;
  readonly changes: readonly EntityChange[];
  readonly result: Result;
}

/** @throws SettingsError of the edit or of the rules */
function draftOf<Result>(
  { replica, tools, kinds }: Pick<ChangeParts, "replica" | "tools" | "kinds">,
  order: ChangeOrder<Result>,
): Made<Result> {
  const { tables, snapshot } = replica;
  const { tenantId, actor } = order;
  const draft = new Draft({ tables, tenantId, actor, tools, kinds, realm: snapshot.realm });
  const result = order.edit(draft);
  const changes = draft.changes();
  checkChange(draft, changes, kinds);
  return { draft, changes, result };
}

/** False when another process was faster. @throws SettingTaken, NotTheFirst, StoreUnavailable */
async function isCommitted(
  parts: ChangeParts,
  { tenantId, actor, onlyIfFirst = false }: ChangeOrder<unknown>,
  { draft, changes }: Made<unknown>,
): Promise<boolean> {
  const { replica, kinds, tools, clock } = parts;
  const from = get(draft.base.heads, tenantId);
  const to = { version: draft.version, commit: tools.makeId() };
  const { notes, undoes } = draft;
  const told = draft.isImport ? [] : changes;
  const audit = printAuditEntry({ changes: told, notes, actor, atMs: clock.nowMs(), undoes }, kinds);
  const undo = printUndo(told, kinds);
  const outcome = await commitChange(parts, { tenantId, from, to, changes, audit, undo, onlyIfFirst });
  if (outcome.kind === "done") {
    await replica.receive([outcome.entry], { draft });
    if (changes.length > 0) parts.observer?.committed({ tenantId, version: to.version, changes });
    return true;
  }
  await asUnavailable(replica.catchUp());
  if (outcome.kind === "taken") throw takenError(outcome.claim, draft.claimFields.get(outcome.claim));
  if (outcome.kind === "not-first") throw new NotTheFirst();
  return false;
}
