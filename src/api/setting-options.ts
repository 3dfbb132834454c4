import type { Kind } from "../settings/registry.ts";
import type { ApiParts } from "./parts.ts";
import { deviceOptions } from "./routes/devices.ts";
import { phoneNumberOptions } from "./routes/phone-numbers.ts";
import { receptionistOptions } from "./routes/receptionists.ts";
import { sharedMailboxOptions } from "./routes/shared-mailboxes.ts";
import { trunkOptions } from "./routes/trunks.ts";
import { userOptions } from "./routes/users.ts";
import { WEBHOOK_OPTIONS } from "./routes/webhooks.ts";
import type { RouteOptions } from "./setting-routes.ts";

/** The kinds of settings whose routes do more than those of the others. */
const OPTIONS: { readonly [K in Kind]?: (parts: ApiParts) => RouteOptions<K> } = {
  user: userOptions,
  number: phoneNumberOptions,
  device: deviceOptions,
  trunk: trunkOptions,
  receptionist: receptionistOptions,
  "shared-mailbox": sharedMailboxOptions,
  webhook: () => WEBHOOK_OPTIONS,
};

/** What the routes of a kind do beside what those of all kinds do. */
export function optionsOf(kind: Kind, parts: ApiParts): RouteOptions | undefined {
  return OPTIONS[kind]?.(parts);
}
