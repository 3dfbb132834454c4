import type { Snapshot } from "../../settings/snapshot.ts";
import type { Destination, Overflow } from "../../settings/schemas/destination.ts";

/** What a destination is called by people: the name of the user, group, …; a number outside is its own name. */
export function labelOf(to: NonNullable<Overflow>, snapshot: Snapshot): string {
  if (to.kind === "outside") return to.number;
  const record = snapshot.setting(to.kind === "mailbox" ? "user" : to.kind, to.id);
  return record !== undefined && "name" in record ? record.name : to.id;
}

/** A setting's view, with a `label` in each destination that it names, however deep. */
export function labelled<View>(view: View, snapshot: Snapshot): View {
  if (typeof view !== "object" || view === null) return view;
  if (Array.isArray(view)) return view.map((item: unknown) => labelled(item, snapshot)) as View;
  const parts = Object.entries(view).map(([name, part]) => [name, labelled<unknown>(part, snapshot)]);
  const plain = Object.fromEntries(parts) as View & object;
  return isDestination(plain) ? { ...plain, label: labelOf(plain, snapshot) } : plain;
}

const LED_TO: ReadonlySet<unknown> = new Set<Destination["kind"]>([
  ...(["user", "mailbox", "shared-mailbox", "ring-group", "conference", "receptionist"] as const),
]);

function isDestination(part: object): part is NonNullable<Overflow> {
  if (!("kind" in part)) return false;
  return part.kind === "outside" ? "number" in part : LED_TO.has(part.kind) && "id" in part;
}
