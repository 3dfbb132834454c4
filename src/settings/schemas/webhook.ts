import { Type } from "typebox";
import type { PublicKind } from "../../events/kinds.ts";
import { PUBLIC_KINDS } from "../../events/kinds.ts";
import { NameText, TenantIdText, Version, WebhookIdText } from "./words.ts";
import type { Frozen } from "./words.ts";

export const EventType = Type.Unsafe<PublicKind>(Type.String({ enum: [...PUBLIC_KINDS] }));

const fields = {
  name: NameText,
  url: Type.String({
    maxLength: 2_000,
    pattern: "^https?://[^\\s]+$",
    description: "Where events are posted to; redirects are not followed",
    examples: ["https://crm.example.com/telephone"],
  }),
  events: Type.Union([Type.Array(EventType, { maxItems: 50, uniqueItems: true }), Type.Null()], {
    description: "The events that are delivered; null = all",
  }),
  enabled: Type.Boolean(),
};
const disabledBecause = Type.Union([Type.Literal("failing"), Type.Null()], {
  description: "failing = nothing could be delivered for a day; enabling it clears this",
});

/** A program that is told of events by HTTP, as the API shows it: without its secret. */
export const Webhook = Type.Object({ id: WebhookIdText, ...fields, disabledBecause, version: Version });
export type Webhook = Type.Static<typeof Webhook>;

export const NewWebhook = Type.Object(
  {
    name: NameText,
    url: fields.url,
    events: Type.Optional(fields.events),
    enabled: Type.Optional(fields.enabled),
  },
  { additionalProperties: false },
);
export type NewWebhook = Frozen<Type.Static<typeof NewWebhook>>;

export const WebhookPatch = Type.Partial(Type.Object(fields), { additionalProperties: false });
export type WebhookPatch = Frozen<Type.Static<typeof WebhookPatch>>;

/** The webhook as it is stored. The secret is in clear: signing needs it. */
export const WebhookRecord = Type.Object(
  {
    id: WebhookIdText,
    tenantId: TenantIdText,
    ...fields,
    disabledBecause,
    secret: Type.String({ pattern: "^whsec_[\\w-]{43}$" }),
    version: Version,
  },
  { additionalProperties: false },
);
export type WebhookRecord = Frozen<Type.Static<typeof WebhookRecord>>;
