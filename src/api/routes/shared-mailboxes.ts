import type { SharedMailboxRecord } from "../../settings/kinds/shared-mailbox.ts";
import { preparePin } from "../../settings/secrets.ts";
import { NotFound } from "../errors.ts";
import type { Identity } from "../identity.ts";
import type { ApiParts } from "../parts.ts";
import type { RouteOptions } from "../setting-routes.ts";

/** Their members see them; administrators set them up. Messages: `voicemails.ts`. */
export function sharedMailboxOptions({ settings, mailboxes }: ApiParts): RouteOptions<"shared-mailbox"> {
  const listed = ({ role, userId, tenantId }: Identity): readonly SharedMailboxRecord[] => {
    if (role === "admin") return settings.snapshot.sharedMailboxes(tenantId);
    return userId === undefined ? [] : settings.snapshot.mailboxesSharedBy(userId);
  };
  return {
    listed,
    toRead(identity, id) {
      const mailbox = listed(identity).find((each) => each.id === id);
      if (mailbox === undefined) throw new NotFound("shared mailbox");
      return mailbox;
    },
    prepare: withHashedPin,
    removed: (_tenant, id) => mailboxes.removeAllOf(id),
  };
}

/** Without a PIN it stays as it is; null takes it away. */
async function withHashedPin({ pin, ...mailbox }: { readonly pin?: string | null }): Promise<object> {
  if (pin === undefined) return mailbox;
  return { ...mailbox, pin: pin === null ? null : await preparePin(pin) };
}
