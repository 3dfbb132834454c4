import { Type } from "typebox";
import { sourceOf } from "../../runtime/address-block.ts";
import { linkMark, type OpenLink } from "../../settings/account-links.ts";
import { PasswordText, User, type UserRecord } from "../../settings/kinds/user.ts";
import { EmailText, Language, NameText } from "../../settings/schemas/words.ts";
import { hashPassword, hashToken } from "../../settings/secrets.ts";
import { countAsking } from "../asking-limit.ts";
import { accepted } from "../accepted.ts";
import { LinkSpent, NoMailServer, TooManyRequests } from "../errors.ts";
import { logInOrAsk, SecondStep } from "../log-in.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";

const HOUR_SECONDS = 3_600;
/** Of one person: more e-mails would be a nuisance that an attacker makes. */
const MOST_RESETS_OF_ACCOUNT = 3;
/** Of one source (an IPv4 address, an IPv6 /64): an office behind a NAT has a few forgetful people an hour. */
const MOST_RESETS_OF_SOURCE = 20;
/** Per address and process. A token can't be guessed: this saves work only. */
const MAX_TRIES_A_MINUTE = 60;

const TokenText = Type.String({
  minLength: 20,
  maxLength: 100,
  description: "What the link in the e-mail says as `token`",
});
const Reset = Type.Object({ email: EmailText }, { title: "PasswordReset", additionalProperties: false });
const Link = Type.Object({ token: TokenText }, { title: "AccountLinkToken", additionalProperties: false });
const Use = Type.Object(
  { token: TokenText, password: PasswordText },
  { title: "AccountLinkUse", additionalProperties: false },
);
const LinkView = Type.Object(
  {
    purpose: Type.Union([Type.Literal("invitation"), Type.Literal("reset")]),
    name: NameText,
    email: EmailText,
    company: NameText,
    language: Language,
    expiresAt: Type.String({ format: "date-time" }),
  },
  { title: "AccountLink" },
);
const tags = ["sessions"];
const config = { rateLimit: { max: MAX_TRIES_A_MINUTE, timeWindow: "1 minute" } };

/** Links that were sent by e-mail, and that set a password: asked for, looked at, used. All without a log-in. */
export function accountLinkRoutes(api: Api, parts: ApiParts): void {
  const { settings, accountMails, webAddress, clock } = parts;
  api.post(
    "/password-resets",
    {
      schema: {
        operationId: "requestPasswordReset",
        summary:
          "Have a link sent by which a forgotten password is replaced; the answer is the same for unknown addresses",
        ...{ security: [], tags, body: Reset, response: { 202: Type.Null(), 409: Problem, 429: Problem } },
      },
    },
    async (request, reply) => {
      if (accountMails === undefined) throw new NoMailServer();
      const email = request.body.email.toLowerCase();
      const ofSource = { name: `reset/source/${sourceOf(request.ip)}`, most: MOST_RESETS_OF_SOURCE };
      const ofAccount = { name: `reset/account/${hashToken(email)}`, most: MOST_RESETS_OF_ACCOUNT };
      const waitSeconds = await countAsking(settings.redis, { ...ofSource, inSeconds: HOUR_SECONDS });
      if (waitSeconds > 0) throw new TooManyRequests(waitSeconds, "too many resets asked for from this address");
      // Without a word: the answer tells neither of the account nor of what others ask for it.
      const isTooOften = (await countAsking(settings.redis, { ...ofAccount, inSeconds: HOUR_SECONDS })) > 0;
      if (!isTooOften)
        await accountMails.mailAccountLink({ purpose: "reset", email, portal: webAddress, atMs: clock.nowMs() });
      return accepted(reply);
    },
  );

  api.post(
    "/account-links/check",
    {
      config,
      schema: {
        operationId: "checkAccountLink",
        summary: "Look at a link of an e-mail: whose it is, and what it is for; it isn't used up by that",
        ...{ security: [], tags, body: Link, response: { 200: LinkView, 410: Problem } },
      },
    },
    async ({ body: { token } }) => {
      const { user, purpose, expiresAtMs } = await openLink(parts, token);
      const { name, email, language, tenantId } = user;
      const company = settings.snapshot.tenant(tenantId)?.name ?? "";
      return { purpose, name, email, language, company, expiresAt: new Date(expiresAtMs).toISOString() };
    },
  );

  api.post(
    "/account-links/use",
    {
      config,
      schema: {
        operationId: "useAccountLink",
        summary: "Set the password by the link of an e-mail, and log in; all other sessions of the user end",
        ...{ security: [], tags, body: Use, response: { 201: User, 202: SecondStep, 410: Problem, 422: Problem } },
      },
    },
    async (request, reply) => {
      const { token, password } = request.body;
      const user = await setPassword(parts, await openLink(parts, token), await hashPassword(password));
      const answer = await logInOrAsk(user, parts, request, reply);
      return answer.status === 201 ? reply.code(201).send(answer.body) : reply.code(202).send(answer.body);
    },
  );
}

/** @throws LinkSpent */
async function openLink({ settings }: ApiParts, token: string): Promise<OpenLink> {
  const link = await settings.accountLinks.read(token, settings.snapshot);
  if (link === undefined) throw new LinkSpent();
  return link;
}

/** Of several who use the link at once the first sets the password: the change sees the mark that it was made with. @throws LinkSpent */
async function setPassword({ settings }: ApiParts, link: OpenLink, passwordHash: string): Promise<UserRecord> {
  const { id, name, tenantId } = link.user;
  const changed = await settings.change(tenantId, { kind: "user", id, name }, (draft) => {
    if (linkMark(draft.find("user", id)) !== link.mark) throw new LinkSpent();
    draft.note({ what: "removed", kind: "sessions", id, fields: [] });
    return draft.change("user", id, { passwordHash });
  });
  await settings.accountLinks.removeAllOf(id);
  await settings.sessions.removeAllOf(id);
  return changed;
}
