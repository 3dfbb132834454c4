import type { CallRecord } from "../events/call-record.ts";
import type { CallParty } from "../events/event.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import type { TrunkId, UserId } from "../vocabulary/identifiers.ts";

/** A call as it is kept: with the names that people and trunks had then. How it was decided stands in its trace. */
export interface StoredRecord extends Omit<CallRecord, "plan" | "decisions" | "dialogs"> {
  readonly people: Readonly<Record<UserId, { readonly name: string; readonly extension: string }>>;
  readonly trunks: Readonly<Record<TrunkId, string>>;
}

export function storedRecord(record: CallRecord, snapshot: Snapshot): StoredRecord {
  const { plan: _plan, decisions: _decisions, dialogs: _dialogs, ...kept } = record;
  const people = usersIn(kept).flatMap((id) => {
    const user = snapshot.user(id);
    return user === undefined ? [] : [[id, { name: user.name, extension: user.extension }] as const];
  });
  const trunks = trunksIn(kept).flatMap((id) => {
    const trunk = snapshot.trunk(id);
    return trunk === undefined ? [] : [[id, trunk.name] as const];
  });
  return { ...kept, people: Object.fromEntries(people), trunks: Object.fromEntries(trunks) };
}

type Parties = Pick<CallRecord, "caller" | "user" | "legs" | "answeredBy" | "transfers">;

/** The company's users who had a part in the call: they may see it. */
export function usersIn(record: Parties): readonly UserId[] {
  const all = [record.user, ...partiesOf(record).map(({ user }) => user)];
  return [...new Set(all.filter((id) => id !== undefined))];
}

/** The trunks that brought the call, or carried it on. */
export function trunksIn(record: Parties): readonly TrunkId[] {
  return [...new Set(partiesOf(record).flatMap(({ trunk }) => trunk ?? []))];
}

type Told = Omit<Parties, "user" | "answeredBy"> & { readonly answeredBy?: CallRecord["answeredBy"] | undefined };

/** All people of whom the record tells: who called, was called, answered, transferred or was transferred. */
export function partiesOf({ caller, legs, answeredBy, transfers }: Told): readonly CallParty[] {
  const answered = answeredBy === undefined || answeredBy === "voicemail" ? [] : [answeredBy];
  const transferred = transfers.flatMap(({ by, transferee }) => [by, transferee]);
  return [caller, ...legs.map(({ callee }) => callee), ...answered, ...transferred];
}

/** A party's public number or extension; "" where there is none. */
export function numberOf({ number, user }: CallParty, { people }: Pick<StoredRecord, "people">): string {
  return number ?? (user === undefined ? undefined : people[user]?.extension) ?? "";
}
