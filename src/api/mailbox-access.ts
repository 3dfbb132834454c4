import { Type, type TSchema } from "typebox";
import { SharedMailboxIdText, UserIdText } from "../settings/schemas/words.ts";
import { mailboxesOf, ownerOf, type MailboxOwner } from "../voicemail/owner.ts";
import type { MailboxId } from "../vocabulary/identifiers.ts";
import { NotAllowed, NotFound } from "./errors.ts";
import type { Identity } from "./identity.ts";
import type { ApiParts } from "./parts.ts";

/** The two kinds of mailboxes below their owners' resources. */
export interface MailboxRoute {
  /** Where its settings are. */
  readonly path: string;
  /** Where its messages are. */
  readonly messages: string;
  readonly params: TSchema;
  readonly isShared: boolean;
  /** In the names of its operations: "listUserVoicemails". */
  readonly named: "User" | "SharedMailbox";
}

export const MAILBOX_ROUTES: readonly MailboxRoute[] = [
  {
    path: "/users/:id/voicemail",
    messages: "/users/:id/voicemails",
    params: Type.Object({ id: UserIdText }),
    isShared: false,
    named: "User",
  },
  {
    path: "/shared-mailboxes/:id",
    messages: "/shared-mailboxes/:id/voicemails",
    params: Type.Object({ id: SharedMailboxIdText }),
    isShared: true,
    named: "SharedMailbox",
  },
];

/** The id of a request that its schema has checked. */
export function mailboxIdOf(params: unknown): MailboxId {
  return (params as { readonly id: MailboxId }).id;
}

/**
 * The mailbox, for those who may open it: its owners, and administrators.
 * @throws NotFound, NotAllowed
 */
export function openedMailbox(
  { settings }: ApiParts,
  identity: Identity,
  face: MailboxRoute,
  id: MailboxId,
): MailboxOwner {
  const { snapshot } = settings;
  const { role, userId } = identity;
  const isTheirs = userId !== undefined && mailboxesOf(userId, snapshot).includes(id);
  if (role !== "admin" && !isTheirs) throw new NotAllowed("this belongs to somebody else");
  const owner = ownerOf(id, snapshot);
  if (owner?.tenantId !== identity.tenantId || owner.isShared !== face.isShared)
    throw new NotFound(face.isShared ? "shared mailbox" : "user");
  return owner;
}
