import type { SharedMailboxRecord } from "../settings/kinds/shared-mailbox.ts";
import type { UserRecord } from "../settings/kinds/user.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import type { Extension } from "../vocabulary/extension.ts";
import type { MailboxId, SharedMailboxId, TenantId, UserId } from "../vocabulary/identifiers.ts";
import type { Language } from "../vocabulary/language.ts";
import type { AfterEmail } from "./delivery.ts";

/** The owner of a mailbox: a person, or several people together. */
export interface MailboxOwner {
  readonly id: MailboxId;
  readonly isShared: boolean;
  readonly tenantId: TenantId;
  readonly name: string;
  readonly extension: Extension;
  readonly language: Language;
  /** Null: it can't be opened from foreign phones. */
  readonly pinHash: string | null;
  /** The addresses that new messages are mailed to; none where no e-mail is wanted. */
  readonly addresses: readonly string[];
  /** The addresses that are told that it was locked. */
  readonly alarmed: readonly string[];
  readonly afterEmail: AfterEmail;
  readonly mayCallBack: boolean;
  /** The users whose phones show its messages (MWI). */
  readonly people: readonly UserId[];
}

/** Undefined: it went with its owner. */
export function ownerOf(id: MailboxId, snapshot: Snapshot): MailboxOwner | undefined {
  const user = snapshot.user(id as UserId);
  if (user !== undefined) return personal(user);
  const shared = snapshot.sharedMailbox(id as SharedMailboxId);
  return shared === undefined ? undefined : sharedOwner(shared, snapshot);
}

/** The owner of the mailbox with this number. */
export function ownerByExtension(tenant: TenantId, extension: Extension, snapshot: Snapshot): MailboxOwner | undefined {
  const found = snapshot.extension(tenant, extension);
  return found?.kind === "user" || found?.kind === "shared-mailbox" ? ownerOf(found.id, snapshot) : undefined;
}

/** All mailboxes that this user's MWI counts: the user's own first. */
export function mailboxesOf(user: UserId, snapshot: Snapshot): readonly MailboxId[] {
  return [user, ...snapshot.mailboxesSharedBy(user).map(({ id }) => id)];
}

function personal(user: UserRecord): MailboxOwner {
  const { id, tenantId, name, extension, language, pinHash, email, voicemail } = user;
  const alarmed = email === "" ? [] : [email];
  return {
    id,
    tenantId,
    name,
    extension,
    language,
    pinHash,
    alarmed,
    addresses: voicemail.emailNotification ? alarmed : [],
    afterEmail: voicemail.afterEmail,
    mayCallBack: voicemail.callBack ?? false,
    people: [id],
    isShared: false,
  };
}

function sharedOwner(mailbox: SharedMailboxRecord, snapshot: Snapshot): MailboxOwner {
  const { id, tenantId, name, extension, language, pinHash, emails, afterEmail, callBack } = mailbox;
  const people = snapshot.sharersOf(id);
  return {
    id,
    tenantId,
    name,
    extension,
    language,
    pinHash,
    afterEmail,
    people,
    addresses: emails,
    alarmed: people.flatMap((person) => snapshot.user(person)?.email ?? []).filter((email) => email !== ""),
    mayCallBack: callBack,
    isShared: true,
  };
}
