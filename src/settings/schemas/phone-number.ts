import { Type } from "typebox";
import { Destination } from "./destination.ts";
import { E164Text, TenantIdText, Version } from "./words.ts";
import type { Frozen } from "./words.ts";

const DestinationOrNone = Type.Union([Destination, Type.Null()], {
  description: "null = nobody: the number is unassigned",
});

/** A public number (DID) of the tenant, as the API shows it; it is its own identity. */
export const PhoneNumber = Type.Object({ number: E164Text, destination: DestinationOrNone, version: Version });
export type PhoneNumber = Type.Static<typeof PhoneNumber>;

export const NewPhoneNumber = Type.Object(
  { number: E164Text, destination: Type.Optional(DestinationOrNone) },
  { additionalProperties: false },
);
export type NewPhoneNumber = Frozen<Type.Static<typeof NewPhoneNumber>>;

export const PhoneNumberPatch = Type.Object({ destination: DestinationOrNone }, { additionalProperties: false });
export type PhoneNumberPatch = Frozen<Type.Static<typeof PhoneNumberPatch>>;

/** The number as it is stored. */
export const PhoneNumberRecord = Type.Object(
  { number: E164Text, tenantId: TenantIdText, destination: DestinationOrNone, version: Version },
  { additionalProperties: false },
);
export type PhoneNumberRecord = Frozen<Type.Static<typeof PhoneNumberRecord>>;
