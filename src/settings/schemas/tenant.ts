import { Type } from "typebox";
import { CountryText, E164Text, Language, NameText, TenantIdText, Version } from "./words.ts";
import type { Frozen } from "./words.ts";

export const SeatPrice = Type.Object(
  {
    amount: Type.String({ pattern: "^\\d{1,9}(\\.\\d{1,4})?$", examples: ["12.50"] }),
    currency: Type.String({ pattern: "^[A-Z]{3}$", description: "ISO 4217", examples: ["EUR"] }),
  },
  { additionalProperties: false },
);

export const TenantLimits = Type.Object(
  {
    countries: Type.Array(CountryText, {
      maxItems: 250,
      uniqueItems: true,
      description: "Countries that may be called",
    }),
    simultaneousCalls: Type.Integer({ minimum: 0, maximum: 10_000 }),
    callsPerHour: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
  },
  { additionalProperties: false },
);

const fields = {
  name: NameText,
  country: CountryText,
  timeZone: Type.String({ minLength: 1, maxLength: 64, description: "IANA name", examples: ["Europe/Paris"] }),
  language: Language,
  mainNumber: Type.Union([E164Text, Type.Null()], {
    description: "Shown by calls of users without a caller ID of their own",
  }),
  seatPrice: SeatPrice,
  limits: TenantLimits,
};

/** A company on the system, as the API shows it. Nothing of it is secret. */
export const Tenant = Type.Object({ id: TenantIdText, ...fields, version: Version });
export type Tenant = Type.Static<typeof Tenant>;

export const NewTenant = Type.Object(
  {
    name: fields.name,
    country: fields.country,
    timeZone: fields.timeZone,
    language: fields.language,
    seatPrice: Type.Optional(SeatPrice),
    limits: Type.Optional(Type.Partial(TenantLimits, { additionalProperties: false })),
  },
  { additionalProperties: false },
);
export type NewTenant = Frozen<Type.Static<typeof NewTenant>>;

export const TenantPatch = Type.Partial(
  Type.Object({ ...fields, seatPrice: SeatPrice, limits: Type.Partial(TenantLimits, { additionalProperties: false }) }),
  { additionalProperties: false },
);
export type TenantPatch = Frozen<Type.Static<typeof TenantPatch>>;

/** The tenant as it is stored. */
export const TenantRecord = Type.Object(
  { id: TenantIdText, ...fields, version: Version },
  { additionalProperties: false },
);
export type TenantRecord = Frozen<Type.Static<typeof TenantRecord>>;
