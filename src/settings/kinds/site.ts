import { Type } from "typebox";
import type { Draft } from "../draft/draft.ts";
import { referenceTo } from "../draft/leading-to.ts";
import { requireOwned } from "../draft/rules.ts";
import { siteGroup } from "../indexes.ts";
import { byName } from "../orders.ts";
import { defineKind } from "./kind.ts";
import type { SiteId } from "../../vocabulary/identifiers.ts";
import { E164Text, EmailText, NameText, SiteIdText, TenantIdText, Version } from "../schemas/words.ts";
import type { Frozen } from "../schemas/words.ts";

/** All of them may have to run to the door. */
const MOST_CONTACTS = 20;

const fields = {
  name: NameText,
  address: Type.String({
    minLength: 1,
    maxLength: 500,
    pattern: "^[^\\p{Cc}]+$",
    description: "Where rescuers must come to: street, floor, door",
    examples: ["12 rue de la Paix, 75002 Paris, 3rd floor"],
  }),
  emergencyCallerId: Type.Union([E164Text, Type.Null()], {
    description: "The number of the tenant that emergency calls from here show; null = the caller's own",
  }),
  contacts: Type.Array(EmailText, {
    maxItems: MOST_CONTACTS,
    uniqueItems: true,
    description: "Told by e-mail of emergency calls from here, besides the administrators",
  }),
};

/** A place where telephones stand, as the API shows it. */
export const Site = Type.Object({ id: SiteIdText, ...fields, version: Version }, { title: "Site" });
export type Site = Type.Static<typeof Site>;

export const NewSite = Type.Object(
  {
    name: NameText,
    address: fields.address,
    emergencyCallerId: Type.Optional(fields.emergencyCallerId),
    contacts: Type.Optional(fields.contacts),
  },
  { title: "NewSite", additionalProperties: false },
);
export type NewSite = Frozen<Type.Static<typeof NewSite>>;

export const SitePatch = Type.Partial(Type.Object(fields), { title: "SitePatch", additionalProperties: false });
export type SitePatch = Frozen<Type.Static<typeof SitePatch>>;

/** The place as it is stored. */
export const SiteRecord = Type.Object(
  { id: SiteIdText, tenantId: TenantIdText, ...fields, version: Version },
  { additionalProperties: false },
);
export type SiteRecord = Frozen<Type.Static<typeof SiteRecord>>;

declare module "../registry.ts" {
  interface KindTypes {
    readonly site: {
      readonly id: SiteId;
      readonly record: SiteRecord;
      readonly new: NewSite;
      readonly patch: SitePatch;
    };
  }
}

/** The places where telephones stand: what an emergency call from there shows, and who is told. */
export const site = defineKind<"site">({
  name: "site",
  resource: { path: "/sites", noun: "site", textsOf: ({ name, address }) => [name, address] },
  schemas: { id: SiteIdText, record: SiteRecord, view: Site, new: NewSite, patch: SitePatch },
  most: 1_000,
  compare: byName,
  view: siteView,
  create: ({ name, address, emergencyCallerId = null, contacts = [] }) => ({
    ...{ name, address, emergencyCallerId, contacts },
  }),
  check(draft, { emergencyCallerId }) {
    if (emergencyCallerId !== null) requireOwned(draft, emergencyCallerId, "/emergencyCallerId");
  },
  // Telephones that stand there are moved first: rescuers shall be sent to no place that is unknown.
  usedBy: (draft: Draft, { id }) =>
    draft.members("device", siteGroup(id)).map((device) => referenceTo("device", device)),
});

export function siteView({ tenantId: _, contacts, ...record }: SiteRecord): Site {
  return { ...record, contacts: [...contacts] };
}
