import type { EventType } from "./queries.ts";

/** What a webhook can be told of; the compiler holds the list to the API. */
const TYPES: Readonly<Record<EventType, true>> = {
  "call.started": true,
  "call.routed": true,
  "call.ringing": true,
  "call.answered": true,
  "call.transferred": true,
  "call.transfer-failed": true,
  "call.ended": true,
  "voicemail.left": true,
  "voicemail.changed": true,
  "voicemail.full": true,
  "voicemail.locked": true,
  "registration.added": true,
  "registration.removed": true,
  "registration.changed": true,
  "login.locked": true,
  "trunk.not-authenticated": true,
  "trunk.state-changed": true,
  "security.banned": true,
  "security.unbanned": true,
  "setting.changed": true,
  "limit.reached": true,
  "emergency.called": true,
  "webhook.disabled": true,
};
export const EVENT_TYPES = Object.keys(TYPES) as readonly EventType[];
