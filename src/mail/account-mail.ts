import type { AccountLinks, LinkPurpose } from "../settings/account-links.ts";
import type { UserRecord } from "../settings/kinds/user.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import { parseUserId, type TenantId, type UserId } from "../vocabulary/identifiers.ts";
import type { Mail } from "./mail-server.ts";
import { dateText } from "./notification.ts";
import type { Templates } from "./template.ts";

/** An e-mail with a link by which its user sets a password. */
export type AccountMailOrder = {
  /** Where the portal is found, without a slash at its end. Example: "https://pbx.example.com". */
  readonly portal: string;
  readonly atMs: number;
} & (
  | { readonly purpose: LinkPurpose; readonly user: UserId }
  /** Asked for without a log-in: whether the address is known is looked up when the e-mail is due, where no asker can tell by the time it takes. */
  | { readonly purpose: "reset"; readonly email: string }
);

/** What takes orders for these e-mails. */
export interface AccountMails {
  /** Rejects while Redis is away. */
  mailAccountLink(order: AccountMailOrder): Promise<void>;
}

/** A mail that was tried so long is no longer what its reader waits for. */
const TRIED_FOR_MS: Readonly<Record<LinkPurpose, number>> = { invitation: Infinity, reset: 3_600_000 };
/** The portal's pages that a link leads to. */
const PAGES: Readonly<Record<LinkPurpose, string>> = { invitation: "invitation", reset: "reset" };

export interface AccountMailParts {
  readonly links: AccountLinks;
  readonly templates: Templates;
  readonly snapshot: Snapshot;
  readonly nowMs: number;
}

/** Whom the order is for; undefined: not known, not asked for in time, or without a password to reset. */
export function recipientOf(order: AccountMailOrder, { snapshot, nowMs }: AccountMailParts): UserRecord | undefined {
  if (nowMs - order.atMs > TRIED_FOR_MS[order.purpose]) return undefined;
  const id = "user" in order ? parseUserId(order.user) : undefined;
  const user = "user" in order ? id && snapshot.user(id) : snapshot.userByEmail(order.email);
  if (user === undefined || user.email === "") return undefined;
  const hasLogIn = user.passwordHash !== null;
  return hasLogIn === (order.purpose === "reset") ? user : undefined;
}

/** Makes the link: only now, so that its token is stored nowhere but in the e-mail. */
export async function accountMailOf(
  user: UserRecord,
  order: AccountMailOrder,
  { links, templates, snapshot }: AccountMailParts,
): Promise<Mail> {
  const { purpose, portal, atMs } = order;
  const { token, expiresAtMs } = await links.create(purpose, user);
  const { name, language, email } = user;
  const values = {
    name,
    company: snapshot.tenant(user.tenantId)?.name ?? "",
    link: `${portal}/portal/${PAGES[purpose]}?token=${token}`,
    until: dateText(new Date(expiresAtMs), language, timeZoneOf(user.tenantId, snapshot)),
  };
  const text = templates.write(purpose === "invitation" ? "invitation" : "password-reset", language, values);
  return { ...text, id: `${purpose}-${user.id}-${atMs}`, to: [email] };
}

function timeZoneOf(tenant: TenantId, snapshot: Snapshot): string {
  return snapshot.tenant(tenant)?.timeZone ?? "UTC";
}
