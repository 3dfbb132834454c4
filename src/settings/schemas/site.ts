import { Type } from "typebox";
import { E164Text, EmailText, NameText, SiteIdText, TenantIdText, Version } from "./words.ts";
import type { Frozen } from "./words.ts";

/** Whoever may have to run to the door. */
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
export const Site = Type.Object({ id: SiteIdText, ...fields, version: Version });
export type Site = Type.Static<typeof Site>;

export const NewSite = Type.Object(
  {
    name: NameText,
    address: fields.address,
    emergencyCallerId: Type.Optional(fields.emergencyCallerId),
    contacts: Type.Optional(fields.contacts),
  },
  { additionalProperties: false },
);
export type NewSite = Frozen<Type.Static<typeof NewSite>>;

export const SitePatch = Type.Partial(Type.Object(fields), { additionalProperties: false });
export type SitePatch = Frozen<Type.Static<typeof SitePatch>>;

/** The place as it is stored. */
export const SiteRecord = Type.Object(
  { id: SiteIdText, tenantId: TenantIdText, ...fields, version: Version },
  { additionalProperties: false },
);
export type SiteRecord = Frozen<Type.Static<typeof SiteRecord>>;
