import { Type } from "typebox";
import { takenError, type Draft } from "../draft/draft.ts";
import { requireNumberGiver } from "../draft/given-out.ts";
import { referenceTo } from "../draft/leading-to.ts";
import { requireDestination } from "../draft/rules.ts";
import type { Reference } from "../errors.ts";
import { destinationGroup, numberClaim, tenantGroup } from "../indexes.ts";
import { compareText } from "../orders.ts";
import { defineKind } from "./kind.ts";
import { checkForwarding } from "../draft/forwards.ts";
import type { E164 } from "../../vocabulary/e164.ts";
import { Destination } from "../schemas/destination.ts";
import { E164Text, TenantIdText, Version } from "../schemas/words.ts";
import type { Frozen } from "../schemas/words.ts";

const DestinationOrNone = Type.Union([Destination, Type.Null()], {
  description: "null = none: the number is unassigned",
});

/** A public number (DID) of the tenant, as the API shows it; it is its own identity. */
export const PhoneNumber = Type.Object(
  { number: E164Text, destination: DestinationOrNone, version: Version },
  { title: "PhoneNumber" },
);
export type PhoneNumber = Type.Static<typeof PhoneNumber>;

export const NewPhoneNumber = Type.Object(
  { number: E164Text, destination: Type.Optional(DestinationOrNone) },
  { title: "NewPhoneNumber", additionalProperties: false },
);
export type NewPhoneNumber = Frozen<Type.Static<typeof NewPhoneNumber>>;

export const PhoneNumberPatch = Type.Object(
  { destination: DestinationOrNone },
  { title: "PhoneNumberPatch", additionalProperties: false },
);
export type PhoneNumberPatch = Frozen<Type.Static<typeof PhoneNumberPatch>>;

/** The number as it is stored. */
export const PhoneNumberRecord = Type.Object(
  { number: E164Text, tenantId: TenantIdText, destination: DestinationOrNone, version: Version },
  { additionalProperties: false },
);
export type PhoneNumberRecord = Frozen<Type.Static<typeof PhoneNumberRecord>>;

declare module "../registry.ts" {
  interface KindTypes {
    readonly number: {
      readonly id: E164;
      readonly record: PhoneNumberRecord;
      readonly new: NewPhoneNumber;
      readonly patch: PhoneNumberPatch;
    };
  }
}

/** Direct numbers (DID), and whom each reaches. */
export const phoneNumber = defineKind<"number">({
  name: "number",
  resource: {
    ...{ path: "/phone-numbers", noun: "phone number", keyName: "number" },
    summaries: { change: "Point a phone number elsewhere" },
    textsOf: ({ number }) => [number],
  },
  schemas: {
    ...{ id: E164Text, record: PhoneNumberRecord, view: PhoneNumber },
    ...{ new: NewPhoneNumber, patch: PhoneNumberPatch },
  },
  most: 60_000,
  keysOf: ({ number, destination }) => ({
    claims: [numberClaim(number)],
    groups: destination === null ? [] : [destinationGroup(destination)],
  }),
  compare: (one, other) => compareText(one.number, other.number),
  view: phoneNumberView,
  add(draft, { number, destination = null }) {
    requireNumberGiver(draft, "/number");
    if (draft.holder(numberClaim(number)) !== undefined) throw takenError(numberClaim(number));
    return draft.put("number", { number, tenantId: draft.tenantId, destination, version: 0 });
  },
  check(draft, { destination }) {
    if (destination === null) return;
    requireDestination(draft, destination, "/destination/id");
    if (destination.kind === "user") checkForwarding(draft, draft.find("user", destination.id), "/destination");
  },
  usedBy: showing,
  leads: {
    to: (draft, { destinations }) => destinations.flatMap((to) => draft.members("number", destinationGroup(to))),
    redirect: (record, _leaving, { to }) => ({ ...record, destination: to }),
  },
});

export function phoneNumberView(record: PhoneNumberRecord): PhoneNumber {
  const { number, destination, version } = record;
  return { number, destination: destination === null ? null : { ...destination }, version };
}

/** Whose outbound calls, and which sites' emergency calls, show this number. */
function showing(draft: Draft, { number }: PhoneNumberRecord): Reference[] {
  const group = tenantGroup(draft.tenantId);
  const tenant = draft.find("tenant", draft.tenantId);
  const sites = draft.members("site", group).filter(({ emergencyCallerId }) => emergencyCallerId === number);
  const users = draft.members("user", group).filter(({ outboundCallerId }) => outboundCallerId === number);
  return [
    ...sites.map((site) => referenceTo("site", site)),
    ...(tenant.mainNumber === number ? [referenceTo("tenant", tenant)] : []),
    ...users.map((user) => referenceTo("user", user)),
  ];
}
