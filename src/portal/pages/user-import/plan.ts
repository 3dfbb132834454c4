import type { DryRun } from "../../../api-client/schema.d.ts";

type Change = DryRun["changes"][number];

/** A user as the file would make them. */
export interface NewUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly extension: string;
  readonly role: "admin" | "user";
  readonly numbers: readonly string[];
  /** The name of the first phone; undefined: none. */
  readonly device: string | undefined;
}

/** What the file would change of a user who is there. */
export interface ChangedUser {
  readonly id: string;
  readonly fields: readonly { readonly field: string; readonly from: unknown; readonly to: unknown }[];
  /** Direct numbers that they get, and that they lose. */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

/** What a file of users would do, as its dry run tells it. */
export interface ImportPlan {
  readonly created: readonly NewUser[];
  readonly changed: readonly ChangedUser[];
  /** How many lines say what is so already. */
  readonly unchanged: number;
}

/** Reads a dry run: each user once, with all that would become of them. Pure. */
export function planOf({ changes, lines = [] }: Pick<DryRun, "changes" | "lines">): ImportPlan {
  const created = changes.filter(({ kind, what }) => kind === "user" && what === "created");
  const isNew = new Set(created.map(({ id }) => id));
  return {
    created: created.map((change) => newUserOf(change, changes)),
    changed: changedUsers(changes, isNew),
    unchanged: lines.filter(({ what }) => what === "unchanged").length,
  };
}

function newUserOf(change: Change, changes: readonly Change[]): NewUser {
  const devices = changes.filter(({ kind, what }) => kind === "device" && what === "created");
  const numbers = changes.filter(({ kind }) => kind === "number");
  return {
    ...{ id: change.id, name: textAt(change, "/name"), email: textAt(change, "/email") },
    ...{ extension: textAt(change, "/extension"), role: textAt(change, "/role") === "admin" ? "admin" : "user" },
    numbers: numbers.filter((number) => leads(number, "to", change.id)).map(({ id }) => id),
    device: devices
      .filter((device) => textAt(device, "/userId") === change.id)
      .map((device) => textAt(device, "/label"))[0],
  };
}

/** By the user's own record, or by the numbers that come to them and go from them. */
function changedUsers(changes: readonly Change[], isNew: ReadonlySet<string>): readonly ChangedUser[] {
  const numbers = changes.filter(({ kind }) => kind === "number");
  const own = changes.filter(({ kind, what }) => kind === "user" && what === "changed");
  const byNumber = numbers.flatMap((number) => [userOf(number, "from"), userOf(number, "to")]);
  const ids = new Set([...own.map(({ id }) => id), ...byNumber.filter((id) => id !== undefined)]);
  return [...ids]
    .filter((id) => !isNew.has(id))
    .map((id) => ({
      id,
      fields: own.find((change) => change.id === id)?.fields ?? [],
      gained: numbers.filter((number) => leads(number, "to", id)).map((number) => number.id),
      lost: numbers.filter((number) => leads(number, "from", id)).map((number) => number.id),
    }));
}

type Side = "from" | "to";

function leads(number: Change, side: Side, user: string): boolean {
  return userOf(number, side) === user;
}

/** The user to whom a number leads before, or after; undefined: to none, or that stays as it is. */
function userOf({ fields }: Change, side: Side): string | undefined {
  const at = (pointer: string): unknown => fields.find(({ field }) => field === pointer)?.[side];
  const [kind, id] = [at("/destination/kind"), at("/destination/id")];
  return typeof id === "string" && (kind === undefined || kind === "user") ? id : undefined;
}

function textAt({ fields }: Change, pointer: string): string {
  const value = fields.find(({ field }) => field === pointer)?.to;
  return typeof value === "string" ? value : "";
}
