import { Type } from "typebox";
import { tenantPolicies } from "./policies.ts";
import { CountryText, E164Text, Language, NameText, TenantIdText, Version } from "./words.ts";
import type { Frozen } from "./words.ts";

export const SeatPrice = Type.Object(
  {
    amount: Type.String({ pattern: "^\\d{1,9}(\\.\\d{1,4})?$", examples: ["12.50"] }),
    currency: Type.String({ pattern: "^[A-Z]{3}$", description: "ISO 4217", examples: ["EUR"] }),
  },
  { additionalProperties: false },
);

const counted = {
  countries: Type.Array(CountryText, {
    maxItems: 250,
    uniqueItems: true,
    description: "Countries that may be called",
  }),
  simultaneousCalls: Type.Integer({ minimum: 0, maximum: 10_000 }),
  callsPerHour: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
};
const CallsPerDay = Type.Integer({ minimum: 0, maximum: 10_000_000 });
const PremiumNumbers = Type.Boolean({ description: "Whether numbers may be called that cost more than a call" });

/** What may be called outside, and how often; forwards count too, emergency calls never. */
export const TenantLimits = Type.Object(
  { ...counted, callsPerDay: CallsPerDay, premiumNumbers: PremiumNumbers },
  { additionalProperties: false },
);
export type TenantLimits = Frozen<Type.Static<typeof TenantLimits>>;

/** Until when an administrator lets calls pass a limit. */
const LiftedLimits = Type.Partial(
  Type.Object(
    Object.fromEntries(
      Object.keys(TenantLimits.properties).map((kind) => [kind, Type.String({ format: "date-time" })]),
    ) as Record<keyof TenantLimits, Type.TString>,
  ),
  { additionalProperties: false },
);

/** Offhook 0.1 wrote them without the last two. */
const StoredLimits = Type.Object(
  { ...counted, callsPerDay: Type.Optional(CallsPerDay), premiumNumbers: Type.Optional(PremiumNumbers) },
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
};

/** A company on the system, as the API shows it. Nothing of it is secret. */
export const Tenant = Type.Object({
  ...{ id: TenantIdText, ...fields, ...tenantPolicies },
  ...{ limits: TenantLimits, version: Version },
});
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
  Type.Object({
    ...fields,
    ...tenantPolicies,
    blockList: Type.Partial(tenantPolicies.blockList, { additionalProperties: false }),
    parking: Type.Partial(tenantPolicies.parking, { additionalProperties: false }),
    sessionTimer: Type.Partial(tenantPolicies.sessionTimer, { additionalProperties: false }),
    limits: Type.Partial(TenantLimits, { additionalProperties: false }),
  }),
  { additionalProperties: false },
);
export type TenantPatch = Frozen<Type.Static<typeof TenantPatch>>;

/** The tenant as it is stored. */
export const TenantRecord = Type.Object(
  {
    ...{ id: TenantIdText, ...fields, limits: StoredLimits, version: Version },
    liftedLimits: Type.Optional(LiftedLimits),
    ...Type.Partial(Type.Object(tenantPolicies)).properties, // what was never set is not stored
  },
  { additionalProperties: false },
);
export type TenantRecord = Frozen<Type.Static<typeof TenantRecord>>;

/** Enough for an office; more is a decision, because each call outside costs money. */
export const DEFAULT_LIMITS = { simultaneousCalls: 30, callsPerHour: 500, callsPerDay: 3_000, premiumNumbers: false };

/** All limits of a tenant. */
export function limitsOf({ limits }: Pick<TenantRecord, "limits">): TenantLimits {
  return { ...DEFAULT_LIMITS, ...limits };
}
