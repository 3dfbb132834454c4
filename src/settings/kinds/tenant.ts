import { Type } from "typebox";
import { requireBlock } from "../draft/given-out.ts";
import { isUnderProvider, limitsWithin, requireWithinProvidersTerms } from "../draft/providers-terms.ts";
import { require, requireOwned } from "../draft/rules.ts";
import type { Draft } from "../draft/draft.ts";
import { extensionOf, tenantGroup } from "../indexes.ts";
import { byName } from "../orders.ts";
import { retentionOf, tenantPoliciesOf, type TenantPolicies } from "../schemas/policies.ts";
import { outOfBounds, RetentionBounds, withinBounds, type RetentionDays } from "../schemas/retention.ts";
import { OperatorOnly } from "../errors.ts";
import { defineKind } from "./kind.ts";
import { isTimeZone } from "../../hours/time-zone.ts";
import { parseCountry } from "../../numbering/country.ts";
import { canonicalBlocks } from "../../runtime/address-block.ts";
import { defined } from "../../runtime/defined.ts";
import type { TenantId } from "../../vocabulary/identifiers.ts";
import { blockListView, tenantPolicies } from "../schemas/policies.ts";
import { CountryText, E164Text, Language, NameText, TenantIdText, Version } from "../schemas/words.ts";
import type { Frozen } from "../schemas/words.ts";

export const SeatPrice = Type.Object(
  {
    amount: Type.String({ pattern: "^\\d{1,9}(\\.\\d{1,4})?$", examples: ["12.50"] }),
    currency: Type.String({ pattern: "^[A-Z]{3}$", description: "ISO 4217", examples: ["EUR"] }),
  },
  { title: "SeatPrice", additionalProperties: false },
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
  { title: "TenantLimits", additionalProperties: false },
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
const SetUpDone = Type.Boolean({
  description: "An administrator wants the portal to offer the first set-up no more",
});

/** A company on the system, as the API shows it. Nothing of it is secret. */
export const Tenant = Type.Object(
  {
    ...{ id: TenantIdText, ...fields, ...tenantPolicies },
    ...{ limits: TenantLimits, setUpDone: SetUpDone, version: Version },
  },
  { title: "Tenant" },
);
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
  { title: "NewTenant", additionalProperties: false },
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
    setUpDone: SetUpDone,
  }),
  { title: "TenantPatch", additionalProperties: false },
);
export type TenantPatch = Frozen<Type.Static<typeof TenantPatch>>;

/** What the operator alone decides. */
export const SharedAddresses = Type.Array(Type.String({ maxLength: 49 }), {
  maxItems: 100,
  uniqueItems: true,
  description: "IP addresses or CIDR blocks that the company's trunks may trust though another company's do",
  examples: [["198.51.100.7", "2001:db8::/48"]],
});

/** How far the company's administrators may raise their limits; what is left out has no bound. */
export const LimitBounds = Type.Partial(TenantLimits, { title: "LimitBounds", additionalProperties: false });
export type LimitBounds = Frozen<Type.Static<typeof LimitBounds>>;

/** Calls and log-ins of the company are refused, but for emergencies. Its phones stay registered. */
export const Suspension = Type.Object(
  {
    since: Type.String({ format: "date-time" }),
    reason: Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Null()]),
  },
  { title: "Suspension", additionalProperties: false },
);
export type Suspension = Frozen<Type.Static<typeof Suspension>>;

/** The tenant as it is stored. */
export const TenantRecord = Type.Object(
  {
    ...{ id: TenantIdText, ...fields, limits: StoredLimits, version: Version },
    liftedLimits: Type.Optional(LiftedLimits),
    sharedAddresses: Type.Optional(SharedAddresses),
    limitBounds: Type.Optional(LimitBounds),
    retentionBounds: Type.Optional(RetentionBounds),
    suspension: Type.Optional(Suspension),
    setUpDone: Type.Optional(SetUpDone),
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

interface FurtherPatch {
  /** For the journal: until when an administrator lets calls pass a limit. */
  readonly liftedLimits?: NonNullable<TenantRecord["liftedLimits"]>;
  readonly sharedAddresses?: readonly string[];
  /** Replaces all of them. */
  readonly limitBounds?: LimitBounds;
  /** The same of how long things are kept. */
  readonly retentionBounds?: RetentionBounds;
  /** Null: the company goes on. */
  readonly suspension?: Suspension | null;
}

declare module "../registry.ts" {
  interface KindTypes {
    readonly tenant: {
      readonly id: TenantId;
      readonly record: TenantRecord;
      readonly new: NewTenant;
      readonly patch: TenantPatch & FurtherPatch;
    };
  }
}

const DEFAULT_SEAT_PRICE = { amount: "0", currency: "EUR" };

/** The companies themselves. A draft is one tenant's, so a tenant is added by its first draft; it is removed as a whole (`store/removal.ts`). */
export const tenant = defineKind<"tenant">({
  name: "tenant",
  schemas: { id: TenantIdText, record: TenantRecord, view: Tenant, new: NewTenant, patch: TenantPatch },
  most: 1,
  compare: byName,
  view: tenantView,
  add: (draft, { name, country, timeZone, language, seatPrice = DEFAULT_SEAT_PRICE, limits }) =>
    draft.put("tenant", {
      ...draft.tools.retention,
      id: draft.tenantId,
      ...{ name, country, timeZone, language, seatPrice },
      mainNumber: null,
      limits: { countries: [country], ...DEFAULT_LIMITS, ...limits },
      version: 0,
    }),
  merge(stored, patch, draft) {
    const { limits, blockList, parking, sessionTimer, liftedLimits, suspension, sharedAddresses, ...plain } = patch;
    const { suspension: was, ...before } = stored;
    const were = tenantPoliciesOf(before);
    return {
      ...{ ...before, ...plain, ...limitsAfter(stored, { limits, limitBounds: plain.limitBounds }, draft) },
      ...retentionAfter(were, plain),
      ...defined({
        suspension: suspension === undefined ? was : (suspension ?? undefined),
        liftedLimits: liftedLimits && { ...before.liftedLimits, ...liftedLimits },
        blockList: blockList && { ...were.blockList, ...blockList },
        sharedAddresses: sharedAddresses && canonicalBlocks(sharedAddresses),
        parking: parking && { ...were.parking, ...parking },
        sessionTimer: sessionTimer && { ...were.sessionTimer, ...sessionTimer },
      }),
    };
  },
  check(draft, record, before) {
    require(parseCountry(record.country) !== undefined, "/country", "country-unknown", "no such country");
    require(isTimeZone(record.timeZone), "/timeZone", "time-zone-unknown", "not a time zone of the IANA database");
    require(isCurrency(record.seatPrice.currency), "/seatPrice/currency", "currency-unknown", "not a currency");
    record.limits.countries.forEach((country, i) =>
      require(parseCountry(country) !== undefined, `/limits/countries/${i}`, "country-unknown", "no such country"),
    );
    record.limitBounds?.countries?.forEach((country, i) =>
      require(parseCountry(country) !== undefined, `/limitBounds/countries/${i}`, "country-unknown", "no such country"),
    );
    record.sharedAddresses?.forEach((text, i) => requireBlock(text, `/sharedAddresses/${i}`));
    if (before !== undefined) requireRetentionWithinBounds(draft, record);
    if (before !== undefined)
      requireWithinProvidersTerms(
        draft,
        { ...record, limits: limitsOf(record) },
        { ...before, limits: limitsOf(before) },
      );
    if (record.mainNumber !== null) requireOwned(draft, record.mainNumber, "/mainNumber");
    if (before !== undefined && before.country !== record.country) requireFreeExtensions(draft, record);
  },
});

/** New bounds lower what lies above them; a company that lowers a limit without bounds may raise it again to where it was. */
function limitsAfter(
  before: TenantRecord,
  {
    limits,
    limitBounds,
  }: { readonly limits: TenantPatch["limits"] | undefined; readonly limitBounds: LimitBounds | undefined },
  draft: Draft,
): Pick<TenantRecord, "limits" | "limitBounds"> {
  const were = limitsOf(before);
  if (limitBounds !== undefined) return { limits: limitsWithin({ ...were, ...limits }, limitBounds), limitBounds };
  const isFirst = limits !== undefined && before.limitBounds === undefined && isUnderProvider(draft);
  return { limits: { ...before.limits, ...limits }, ...defined({ limitBounds: isFirst ? were : before.limitBounds }) };
}

/** New bounds move what lies outside of them. */
function retentionAfter(
  were: TenantPolicies,
  patch: Partial<RetentionDays> & Pick<FurtherPatch, "retentionBounds">,
): Partial<RetentionDays> {
  if (patch.retentionBounds === undefined) return {};
  return withinBounds(retentionOf({ ...were, ...patch }), patch.retentionBounds);
}

/** @throws OperatorOnly */
function requireRetentionWithinBounds(draft: Draft, record: TenantRecord): void {
  const outside = outOfBounds(retentionOf(tenantPoliciesOf(record)), record.retentionBounds ?? {});
  if (outside === undefined || !isUnderProvider(draft)) return;
  const { least = 1, most } = record.retentionBounds?.[outside] ?? {};
  const between = most === undefined ? `at least ${least}` : `${least} to ${most}`;
  throw new OperatorOnly(`/${outside}`, `the provider of this system allows ${between} days`);
}

export function tenantView(record: TenantRecord): Tenant {
  const { id, name, country, timeZone, language, mainNumber, seatPrice, version } = record;
  const limits = limitsOf(record);
  const policies = tenantPoliciesOf(record);
  const { blockList, rejectAnonymous, parking, sessionTimer, mediaTimeoutSeconds, holdMusic } = policies;
  return {
    ...{ id, name, country, timeZone, language, mainNumber, version },
    seatPrice: { ...seatPrice },
    limits: { ...limits, countries: [...limits.countries] },
    ...{ rejectAnonymous, mediaTimeoutSeconds, blockList: blockListView(blockList), sessionTimer: { ...sessionTimer } },
    parking: { ...parking },
    holdMusic,
    discardSilence: policies.discardSilence,
    setUpDone: record.setUpDone ?? false,
    ...retentionOf(policies),
  };
}

/** Another country has other emergency and short numbers. */
function requireFreeExtensions(draft: Draft, { id, country }: TenantRecord): void {
  for (const { name } of Object.values(draft.kinds)) {
    for (const record of draft.members(name, tenantGroup(id))) {
      const extension = extensionOf(record);
      if (extension === undefined) break; // no record of this kind has one
      const isFree = !draft.tools.isReservedNumber(country, extension);
      require(isFree, "/country", "extension-reserved", `extension ${extension} is a reserved number there`);
    }
  }
}

function isCurrency(code: string): boolean {
  return Intl.supportedValuesOf("currency").includes(code);
}
