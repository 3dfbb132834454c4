import { defined } from "../../runtime/defined.ts";
import { Type } from "typebox";
import { checkHours } from "../draft/check-hours.ts";
import { isGone } from "../draft/leading-to.ts";
import { requireDestination } from "../draft/rules.ts";
import { destinationGroup } from "../indexes.ts";
import { byExtension } from "../orders.ts";
import { defineKind } from "./kind.ts";
import type { ReceptionistId } from "../../vocabulary/identifiers.ts";
import { Destination, Overflow, ToOutside } from "../schemas/destination.ts";
import { ALWAYS_OPEN, ClosedNow, Hours, HoursPatch } from "../schemas/hours.ts";
import { ExtensionText, Language, NameText, ReceptionistIdText, TenantIdText, Version } from "../schemas/words.ts";
import type { Frozen } from "../schemas/words.ts";

const Repeat = Type.Object({ kind: Type.Literal("repeat") }, { additionalProperties: false });
const DialByName = Type.Object({ kind: Type.Literal("dial-by-name") }, { additionalProperties: false });

/** What a key does. */
const KeyAction = Type.Union([...Destination.anyOf, ToOutside, Repeat, DialByName]);
export type KeyAction = Frozen<Type.Static<typeof KeyAction>>;

const key = Type.Optional(KeyAction);
const Keys = Type.Object(
  {
    ...{ "0": key, "1": key, "2": key, "3": key, "4": key, "5": key, "6": key, "7": key, "8": key, "9": key },
    ...{ "*": key, "#": key },
  },
  { additionalProperties: false, description: "Where each key leads" },
);

const fields = {
  name: NameText,
  extension: ExtensionText,
  language: Language,
  keys: Keys,
  dialByExtension: Type.Boolean({ description: "Callers may dial any extension of the company" }),
  tries: Type.Integer({
    minimum: 1,
    maximum: 5,
    description: "How often a caller is asked before the call goes where `onNoInput` and `onBadInput` say",
  }),
  waitSeconds: Type.Integer({ minimum: 2, maximum: 30, description: "How long a caller may think" }),
  hours: Hours,
  closedNow: ClosedNow,
  whenClosed: Overflow,
  onNoInput: Overflow,
  onBadInput: Overflow,
};

const noInputSeconds = Type.Integer({
  ...{ minimum: 5, maximum: 300 },
  description:
    "How long a caller who presses nothing is asked, greetings included, before the call goes where `onNoInput` says; " +
    "20, or `waitSeconds` where that is longer, unless set. A greeting is heard once to its end",
});

/** Answers callers, greets them, and puts them through by the keys they press; as the API shows it. */
export const Receptionist = Type.Object(
  { id: ReceptionistIdText, ...fields, noInputSeconds, version: Version },
  { title: "Receptionist" },
);
export type Receptionist = Type.Static<typeof Receptionist>;

export const NewReceptionist = Type.Object(
  {
    name: NameText,
    extension: ExtensionText,
    language: Type.Optional(Language),
    keys: Type.Optional(Keys),
    dialByExtension: Type.Optional(fields.dialByExtension),
    tries: Type.Optional(fields.tries),
    waitSeconds: Type.Optional(fields.waitSeconds),
    noInputSeconds: Type.Optional(noInputSeconds),
    hours: Type.Optional(HoursPatch),
    closedNow: Type.Optional(ClosedNow),
    whenClosed: Type.Optional(Overflow),
    onNoInput: Type.Optional(Overflow),
    onBadInput: Type.Optional(Overflow),
  },
  { title: "NewReceptionist", additionalProperties: false },
);
export type NewReceptionist = Frozen<Type.Static<typeof NewReceptionist>>;

export const ReceptionistPatch = Type.Partial(Type.Object({ ...fields, noInputSeconds, hours: HoursPatch }), {
  title: "ReceptionistPatch",
  additionalProperties: false,
});
export type ReceptionistPatch = Frozen<Type.Static<typeof ReceptionistPatch>>;

/** The receptionist as it is stored. */
export const ReceptionistRecord = Type.Object(
  {
    id: ReceptionistIdText,
    tenantId: TenantIdText,
    ...fields,
    noInputSeconds: Type.Optional(noInputSeconds),
    version: Version,
  },
  { additionalProperties: false },
);
export type ReceptionistRecord = Frozen<Type.Static<typeof ReceptionistRecord>>;

declare module "../registry.ts" {
  interface KindTypes {
    readonly receptionist: {
      readonly id: ReceptionistId;
      readonly record: ReceptionistRecord;
      readonly new: NewReceptionist;
      readonly patch: ReceptionistPatch;
    };
  }
}

const DEFAULT_TRIES = 3;
const DEFAULT_WAIT_SECONDS = 6;
const DEFAULT_NO_INPUT_SECONDS = 20;

/** How long a caller who presses nothing is asked, in seconds. */
export function noInputSecondsOf({
  noInputSeconds: set,
  waitSeconds,
}: Pick<ReceptionistRecord, "noInputSeconds" | "waitSeconds">): number {
  return set ?? Math.max(DEFAULT_NO_INPUT_SECONDS, waitSeconds);
}

/** Receptionists (auto attendants, IVR): they answer callers, greet them, and put them through by keys. */
export const receptionist = defineKind<"receptionist">({
  name: "receptionist",
  resource: {
    ...{ path: "/receptionists", noun: "receptionist" },
    summaries: { change: "Change a receptionist; keys are replaced as a whole, hours by their parts" },
    textsOf: ({ name, extension }) => [name, extension],
  },
  schemas: {
    ...{ id: ReceptionistIdText, record: ReceptionistRecord, view: Receptionist },
    ...{ new: NewReceptionist, patch: ReceptionistPatch },
  },
  most: 1_000,
  keysOf: (record) => ({ groups: [...new Set(destinationsOf(record).map(([, to]) => destinationGroup(to)))] }),
  compare: byExtension,
  view: receptionistView,
  create: (receptionist, draft) => ({
    name: receptionist.name,
    extension: receptionist.extension,
    language: receptionist.language ?? draft.find("tenant", draft.tenantId).language,
    keys: receptionist.keys ?? {},
    dialByExtension: receptionist.dialByExtension ?? true,
    tries: receptionist.tries ?? DEFAULT_TRIES,
    waitSeconds: receptionist.waitSeconds ?? DEFAULT_WAIT_SECONDS,
    ...defined({ noInputSeconds: receptionist.noInputSeconds }),
    hours: { ...ALWAYS_OPEN, ...receptionist.hours },
    closedNow: receptionist.closedNow ?? null,
    whenClosed: receptionist.whenClosed ?? null,
    onNoInput: receptionist.onNoInput ?? null,
    onBadInput: receptionist.onBadInput ?? null,
  }),
  merge: (before, patch) => ({ ...before, ...patch, hours: { ...before.hours, ...patch.hours } }),
  check(draft, record) {
    for (const [field, to] of destinationsOf(record)) requireDestination(draft, to, `${field}/id`);
    checkHours(record.hours);
  },
  destinations: (id) => [{ kind: "receptionist", id }],
  isForwardTarget: true,
  leads: {
    to: (draft, { destinations }) => destinations.flatMap((to) => draft.members("receptionist", destinationGroup(to))),
    redirect: (record, leaving, { to }) => redirected(record, (each) => isGone(leaving, each), to),
  },
});

export function receptionistView({ tenantId: _, ...record }: ReceptionistRecord): Receptionist {
  return { ...structuredClone(record), noInputSeconds: noInputSecondsOf(record) } as Receptionist;
}

/** Everything that a receptionist may send callers to, and the field that says so. */
function destinationsOf(record: ReceptionistRecord): readonly (readonly [field: string, Destination])[] {
  const branches: readonly (readonly [string, Overflow | KeyAction])[] = [
    ...Object.entries(record.keys).map(([key, action]) => [`/keys/${key}`, action] as const),
    ["/whenClosed", record.whenClosed],
    ["/onNoInput", record.onNoInput],
    ["/onBadInput", record.onBadInput],
  ];
  return branches.flatMap(([field, to]) => (to !== null && "id" in to ? [[field, to] as const] : []));
}

/** The same receptionist after a destination has gone; without an heir its keys do nothing and its branches end the call. */
function redirected(
  record: ReceptionistRecord,
  isGoneTo: (to: Destination) => boolean,
  heir: Destination | null,
): ReceptionistRecord {
  const moved = (to: Overflow): Overflow => (to !== null && "id" in to && isGoneTo(to) ? heir : to);
  const keys = Object.entries(record.keys).flatMap(([key, action]) => {
    if (!("id" in action) || !isGoneTo(action)) return [[key, action] as const];
    return heir === null ? [] : [[key, heir] as const];
  });
  const { whenClosed, onNoInput, onBadInput } = record;
  return {
    ...record,
    keys: Object.fromEntries(keys),
    ...{ whenClosed: moved(whenClosed), onNoInput: moved(onNoInput), onBadInput: moved(onBadInput) },
  };
}
