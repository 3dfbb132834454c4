import { Type } from "typebox";
import { LINK_SECONDS, type LinkPurpose } from "../../settings/account-links.ts";
import type { UserRecord } from "../../settings/kinds/user.ts";
import { EmailText, UserIdText } from "../../settings/schemas/words.ts";
import { countAsking } from "../asking-limit.ts";
import { NoMailServer, PasswordIsSet, PasswordUnset, TooManyRequests } from "../errors.ts";
import { ofOwnCompany, requireAdmin, type Identity } from "../identity.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";

/** E-mails to one person, in an hour, however often an administrator asks for them. */
const MOST_AN_HOUR = 5;
const HOUR_SECONDS = 3_600;

const Sent = Type.Object(
  {
    email: EmailText,
    expiresAt: Type.String({
      format: "date-time",
      description: "Until when the link works, if the e-mail goes out at once",
    }),
  },
  { title: "SentLink" },
);
const schema = {
  tags: ["users"],
  params: Type.Object({ id: UserIdText }),
  response: { 202: Sent, 404: Problem, 409: Problem, 429: Problem },
};

/** E-mails that administrators have sent to their users: an invitation, again where one got lost, and the reset of a password. */
export function invitationRoutes(api: Api, parts: ApiParts): void {
  const send = async (identity: Identity, id: UserRecord["id"], purpose: LinkPurpose) => {
    requireAdmin(identity);
    const user = ofOwnCompany(identity, parts.settings.snapshot.user(id), "user");
    return sendAccountMail(parts, identity, { user, purpose });
  };
  api.post(
    "/users/:id/invitation",
    {
      schema: {
        ...{ operationId: "inviteUser", ...schema },
        summary: "Send a user without a password the link by which they set it, or send it again; it works for 7 days",
      },
    },
    async ({ identity, params: { id } }, reply) => reply.code(202).send(await send(identity, id, "invitation")),
  );
  api.post(
    "/users/:id/password-reset",
    {
      schema: {
        ...{ operationId: "sendPasswordReset", ...schema },
        summary: "Send a user the link by which they replace their password; it works for an hour",
      },
    },
    async ({ identity, params: { id } }, reply) => reply.code(202).send(await send(identity, id, "reset")),
  );
}

/** @throws NoMailServer, PasswordIsSet, PasswordUnset, TooManyRequests */
export async function sendAccountMail(
  { settings, accountMails, webAddress, clock }: ApiParts,
  { portal }: Identity,
  { user, purpose }: { readonly user: UserRecord; readonly purpose: LinkPurpose },
): Promise<{ readonly email: string; readonly expiresAt: string }> {
  if (accountMails === undefined) throw new NoMailServer();
  if (purpose === "invitation" && user.passwordHash !== null) throw new PasswordIsSet();
  if (purpose === "reset" && user.passwordHash === null) throw new PasswordUnset();
  const limit = { name: `mail/${purpose}/${user.id}`, most: MOST_AN_HOUR, inSeconds: HOUR_SECONDS };
  const waitSeconds = await countAsking(settings.redis, limit);
  if (waitSeconds > 0) throw new TooManyRequests(waitSeconds, "this user was sent enough of these e-mails");
  const atMs = clock.nowMs();
  await accountMails.mailAccountLink({ purpose, user: user.id, portal: portal ?? webAddress, atMs });
  return { email: user.email, expiresAt: new Date(atMs + LINK_SECONDS[purpose] * 1_000).toISOString() };
}
