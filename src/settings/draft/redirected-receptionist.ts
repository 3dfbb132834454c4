import type { Destination, Overflow } from "../schemas/destination.ts";
import type { KeyAction, ReceptionistRecord } from "../schemas/receptionist.ts";

/** Everything that a receptionist may send callers to, and the field that says so. */
export function destinationsOf(record: ReceptionistRecord): readonly (readonly [field: string, Destination])[] {
  const branches: readonly (readonly [string, Overflow | KeyAction])[] = [
    ...Object.entries(record.keys).map(([key, action]) => [`/keys/${key}`, action] as const),
    ["/whenClosed", record.whenClosed],
    ["/onNoInput", record.onNoInput],
    ["/onBadInput", record.onBadInput],
  ];
  return branches.flatMap(([field, to]) => (to !== null && "id" in to ? [[field, to] as const] : []));
}

/** The same receptionist after a destination has gone elsewhere; null: its keys do nothing, its branches end the call. */
export function redirectedReceptionist(
  record: ReceptionistRecord,
  isGone: (to: Destination) => boolean,
  heir: Destination | null,
): ReceptionistRecord {
  const moved = (to: Overflow): Overflow => (to !== null && "id" in to && isGone(to) ? heir : to);
  const keys = Object.entries(record.keys).flatMap(([key, action]) => {
    if (!("id" in action) || !isGone(action)) return [[key, action] as const];
    return heir === null ? [] : [[key, heir] as const];
  });
  const { whenClosed, onNoInput, onBadInput } = record;
  return {
    ...record,
    keys: Object.fromEntries(keys),
    ...{ whenClosed: moved(whenClosed), onNoInput: moved(onNoInput), onBadInput: moved(onBadInput) },
  };
}
