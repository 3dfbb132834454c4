import type { WebhookId } from "../../vocabulary/identifiers.ts";
import type { WebhookChange } from "../draft.ts";
import { SettingInvalid } from "../errors.ts";
import type { NewWebhook, WebhookPatch, WebhookRecord } from "../schemas/webhook.ts";
import { find, lay, requireVersion, take } from "./desk.ts";
import type { Desk } from "./desk.ts";

export function addWebhook(desk: Desk, webhook: NewWebhook, secret: string): WebhookRecord {
  return lay(desk, "webhook", {
    id: desk.tools.makeId() as WebhookId,
    tenantId: desk.tenantId,
    name: webhook.name,
    url: webhook.url,
    events: webhook.events ?? null,
    enabled: webhook.enabled ?? true,
    disabledBecause: null,
    secret,
    version: 0,
  });
}

/** Whoever enables or disables it has seen why it was disabled. */
export function changeWebhook(
  desk: Desk,
  id: WebhookId,
  patch: WebhookPatch & WebhookChange,
  ifMatch?: number,
): WebhookRecord {
  const before = find(desk, "webhook", id);
  requireVersion(before, ifMatch);
  const seen = patch.enabled === undefined ? {} : { disabledBecause: null };
  return lay(desk, "webhook", { ...before, ...seen, ...patch });
}

export function removeWebhook(desk: Desk, id: WebhookId, ifMatch?: number): void {
  requireVersion(find(desk, "webhook", id), ifMatch);
  take(desk, "webhook", id);
}

/** Addresses are looked at when something is delivered: names may lead elsewhere by then. @throws SettingInvalid */
export function checkWebhook({ url }: WebhookRecord): void {
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
