import type { SwitchEvent, SwitchEventKind } from "./event.ts";

/** The events that the API, SSE and webhooks publish. The others stay between the parts of the application. */
export const PUBLIC_KINDS = [
  "call.started",
  "call.routed",
  "call.ringing",
  "call.answered",
  "call.transferred",
  "call.transfer-failed",
  "call.ended",
  "voicemail.left",
  "voicemail.changed",
  "voicemail.full",
  "voicemail.locked",
  "registration.added",
  "registration.removed",
  "registration.changed",
  "login.locked",
  "trunk.not-authenticated",
  "trunk.state-changed",
  "security.banned",
  "security.unbanned",
  "setting.changed",
  "limit.reached",
  "emergency.called",
  "webhook.disabled",
] as const satisfies readonly SwitchEventKind[];

export type PublicKind = (typeof PUBLIC_KINDS)[number];
export type PublicSwitchEvent = Extract<SwitchEvent, { kind: PublicKind }>;

export function isPublic(event: SwitchEvent): event is PublicSwitchEvent {
  return (PUBLIC_KINDS as readonly string[]).includes(event.kind);
}
