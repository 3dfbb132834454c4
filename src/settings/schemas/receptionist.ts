import { Type } from "typebox";
import { Destination, Overflow, ToOutside } from "./destination.ts";
import { ClosedNow, Hours, HoursPatch } from "./hours.ts";
import { ExtensionText, Language, NameText, ReceptionistIdText, TenantIdText, Version } from "./words.ts";
import type { Frozen } from "./words.ts";

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
  dialByExtension: Type.Boolean({ description: "Callers may dial any extension of the house" }),
  tries: Type.Integer({ minimum: 1, maximum: 5, description: "How often a caller is asked before nobody can help" }),
  waitSeconds: Type.Integer({ minimum: 2, maximum: 30, description: "How long a caller may think" }),
  hours: Hours,
  closedNow: ClosedNow,
  whenClosed: Overflow,
  onNoInput: Overflow,
  onBadInput: Overflow,
};

/** Answers callers, greets them, and puts them through by the keys they press; as the API shows it. */
export const Receptionist = Type.Object({ id: ReceptionistIdText, ...fields, version: Version });
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
    hours: Type.Optional(HoursPatch),
    closedNow: Type.Optional(ClosedNow),
    whenClosed: Type.Optional(Overflow),
    onNoInput: Type.Optional(Overflow),
    onBadInput: Type.Optional(Overflow),
  },
  { additionalProperties: false },
);
export type NewReceptionist = Frozen<Type.Static<typeof NewReceptionist>>;

export const ReceptionistPatch = Type.Partial(Type.Object({ ...fields, hours: HoursPatch }), {
  additionalProperties: false,
});
export type ReceptionistPatch = Frozen<Type.Static<typeof ReceptionistPatch>>;

/** The receptionist as it is stored. */
export const ReceptionistRecord = Type.Object(
  { id: ReceptionistIdText, tenantId: TenantIdText, ...fields, version: Version },
  { additionalProperties: false },
);
export type ReceptionistRecord = Frozen<Type.Static<typeof ReceptionistRecord>>;
