import type { CallOutcome, CallStarted } from "../events/event.ts";
import type { UserId } from "../vocabulary/identifiers.ts";
import { numberOf, partiesOf, usersIn, type StoredRecord } from "./stored-record.ts";

/** Which records are wanted. */
export interface RecordFilter {
  /** Had a part in the call: called, was called, answered, transferred or was transferred. */
  readonly user?: UserId;
  /** Part of what was dialled, or of the number of a party. */
  readonly number?: string;
  readonly direction?: CallStarted["direction"];
  readonly outcome?: CallOutcome;
  /** Calls that began then or later. */
  readonly fromMs?: number;
  /** Calls that began before. */
  readonly toMs?: number;
}

export function fits(record: StoredRecord, { user, number, direction, outcome, fromMs, toMs }: RecordFilter): boolean {
  if (direction !== undefined && record.direction !== direction) return false;
  if (outcome !== undefined && record.outcome !== outcome) return false;
  if (fromMs !== undefined && record.startedAtMs < fromMs) return false;
  if (toMs !== undefined && record.startedAtMs >= toMs) return false;
  if (user !== undefined && !usersIn(record).includes(user)) return false;
  return number === undefined || numbersIn(record).some((each) => each.includes(number));
}

function numbersIn(record: StoredRecord): readonly string[] {
  const numbers = partiesOf({ ...record, answeredBy: undefined }).map((party) => numberOf(party, record));
  return [record.dialled, ...record.transfers.map(({ to }) => to), ...numbers];
}
