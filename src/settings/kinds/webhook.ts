import { Type } from "typebox";
import { SettingInvalid } from "../errors.ts";
import { byName } from "../orders.ts";
import { makeWebhookSecret } from "../secrets.ts";
import { defineKind } from "./kind.ts";
import type { WebhookId } from "../../vocabulary/identifiers.ts";
import type { PublicKind } from "../../events/kinds.ts";
import { PUBLIC_KINDS } from "../../events/kinds.ts";
import { NameText, TenantIdText, Version, WebhookIdText } from "../schemas/words.ts";
import type { Frozen } from "../schemas/words.ts";

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
export const Webhook = Type.Object(
  { id: WebhookIdText, ...fields, disabledBecause, version: Version },
  { title: "Webhook" },
);
export type Webhook = Type.Static<typeof Webhook>;

export const NewWebhook = Type.Object(
  {
    name: NameText,
    url: fields.url,
    events: Type.Optional(fields.events),
    enabled: Type.Optional(fields.enabled),
  },
  { title: "NewWebhook", additionalProperties: false },
);
export type NewWebhook = Frozen<Type.Static<typeof NewWebhook>>;

export const WebhookPatch = Type.Partial(Type.Object(fields), { title: "WebhookPatch", additionalProperties: false });
export type WebhookPatch = Frozen<Type.Static<typeof WebhookPatch>>;

/** The webhook as it is stored. The secret is in clear, as signing needs it; Redis holds it sealed. */
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

/** What of a webhook only the system sets. */
interface WebhookChange {
  /** Made by `makeWebhookSecret`. */
  readonly secret?: string;
  readonly disabledBecause?: "failing";
}

declare module "../registry.ts" {
  interface KindTypes {
    readonly webhook: {
      readonly id: WebhookId;
      readonly record: WebhookRecord;
      readonly new: NewWebhook & { readonly secret: string };
      readonly patch: WebhookPatch & WebhookChange;
    };
  }
}

export const webhook = defineKind<"webhook">({
  name: "webhook",
  resource: {
    ...{ path: "/webhooks", noun: "webhook" },
    summaries: { remove: "Remove a webhook; what waits for it is not delivered" },
    textsOf: ({ name, url }) => [name, url],
  },
  schemas: { id: WebhookIdText, record: WebhookRecord, view: Webhook, new: NewWebhook, patch: WebhookPatch },
  most: 50,
  secrets: ["secret"],
  sealed: { secret: makeWebhookSecret },
  revive: () => ({ secret: makeWebhookSecret() }),
  compare: byName,
  view: webhookView,
  create: ({ name, url, events = null, enabled = true, secret }) => ({
    ...{ name, url, events, enabled, disabledBecause: null, secret },
  }),
  /** A person who enables or disables it has seen why it was disabled. */
  merge(before, patch) {
    return { ...before, ...(patch.enabled !== undefined && { disabledBecause: null }), ...patch };
  },
  check: (_draft, { url }) => checkUrl(url),
});

export function webhookView(record: WebhookRecord): Webhook {
  const { id, name, url, enabled, disabledBecause, version } = record;
  const events = record.events === null ? null : [...record.events];
  return { id, name, url, events, enabled, disabledBecause, version };
}

/** Where it leads is looked at when something is delivered: names may lead elsewhere by then. @throws SettingInvalid */
function checkUrl(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isHttp = parsed?.protocol === "http:" || parsed?.protocol === "https:";
  if (parsed === undefined || !isHttp || parsed.hostname === "")
    throw new SettingInvalid("/url", "url-malformed", "not an http:// or https:// address");
  if (parsed.username !== "" || parsed.password !== "")
    throw new SettingInvalid(
      "/url",
      "url-malformed",
      "a password in an address would be seen by everybody; check the signature instead",
    );
}
