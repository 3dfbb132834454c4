import { Type } from "typebox";
import { loginMark, User, type UserRecord } from "../../settings/kinds/user.ts";
import { parseUserId, type UserId } from "../../vocabulary/identifiers.ts";
import { NotAuthenticated, RequestInvalid } from "../errors.ts";
import { logIn } from "../log-in.ts";
import { loginGuard } from "../login-guard.ts";
import { requestOptions, siteOf, usedPasskey, type Site } from "../passkeys.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { issueTicket, readTicket, useTicket, type Ticket } from "../tickets.ts";

const tags = ["sessions"];
const TicketText = Type.String({ minLength: 20, maxLength: 100 });
/** The library checks what is in it. */
const PasskeyResponse = Type.Record(Type.String(), Type.Unknown(), {
  description: "AuthenticationResponseJSON (WebAuthn), as the browser gives it",
});
const SecondFactor = Type.Object(
  {
    ticket: TicketText,
    code: Type.Optional(Type.String({ minLength: 6, maxLength: 30, description: "Of the app, or a recovery code" })),
    passkey: Type.Optional(PasskeyResponse),
  },
  { title: "SecondFactorProof", additionalProperties: false },
);
const PasskeyLogIn = Type.Object(
  { ticket: TicketText, passkey: PasskeyResponse },
  { title: "PasskeyLogIn", additionalProperties: false },
);
const Challenge = Type.Object(
  {
    ticket: TicketText,
    options: Type.Record(Type.String(), Type.Unknown(), { description: "PublicKeyCredentialRequestOptionsJSON" }),
  },
  { title: "PasskeyChallenge" },
);
const WRONG = "the code or passkey is wrong, or the log-in took too long: begin again";
const MAX_TRIES_A_MINUTE = 60;
const config = { rateLimit: { max: MAX_TRIES_A_MINUTE, timeWindow: "1 minute" } };

/** The second step of a log-in, and the log-in by a passkey alone. */
export function secondStepRoutes(api: Api, parts: ApiParts): void {
  const { settings, publicUrl } = parts;
  const guard = loginGuard(settings.redis, parts.clock);
  api.post(
    "/sessions/second-factor",
    {
      config,
      schema: {
        ...{ operationId: "proveSecondFactor", summary: "Log in with the second factor, after the password" },
        ...{
          security: [],
          tags,
          body: SecondFactor,
          response: { 201: User, 401: Problem, 422: Problem, 429: Problem },
        },
      },
    },
    async (request, reply) => {
      const { ticket: name, code, passkey } = request.body;
      if ((code === undefined) === (passkey === undefined))
        throw new RequestInvalid([{ field: "/code", detail: "either a code or a passkey is needed" }]);
      const ticket = await readTicket(settings.redis, name, "log-in");
      const user = ticket?.user && settings.snapshot.user(ticket.user);
      if (ticket === undefined || user === undefined || ticket.mark !== loginMark(user))
        throw new NotAuthenticated(WRONG);
      const attempt = { account: `second/${user.id}`, address: request.ip };
      const { isRight } = await guard.attempt(attempt, async () => {
        if (code !== undefined) return (await settings.secondFactors.verifyCode(user.id, code)) !== undefined;
        return provesPasskey(parts, {
          user: user.id,
          ticket,
          response: passkey,
          site: siteOf(request, publicUrl),
          alone: false,
        });
      });
      if (!isRight || !(await useTicket(settings.redis, name))) throw refused(parts, user, request.ip);
      return reply.code(201).send(await logIn(user, settings, request, reply));
    },
  );
  passkeyLogInRoutes(api, parts);
}

function passkeyLogInRoutes(api: Api, parts: ApiParts): void {
  const { settings, publicUrl } = parts;
  api.post(
    "/sessions/passkey/options",
    {
      config,
      schema: {
        ...{ operationId: "beginPasskeyLogIn", summary: "Begin a log-in by a passkey, without e-mail or password" },
        ...{ security: [], tags, response: { 201: Challenge } },
      },
    },
    async (request, reply) => {
      const options = await requestOptions(siteOf(request, publicUrl));
      const ticket = await issueTicket(settings.redis, { purpose: "passkey-log-in", challenge: options.challenge });
      return reply.code(201).send({ ticket, options: options as unknown as Record<string, unknown> });
    },
  );
  api.post(
    "/sessions/passkey",
    {
      config,
      schema: {
        ...{ operationId: "logInByPasskey", summary: "Log in by a passkey alone: it is two factors in one" },
        ...{ security: [], tags, body: PasskeyLogIn, response: { 201: User, 401: Problem } },
      },
    },
    async (request, reply) => {
      const { ticket: name, passkey: response } = request.body;
      const ticket = await readTicket(settings.redis, name, "passkey-log-in");
      const id = userHandleIn(response);
      const user = id && settings.snapshot.user(id);
      if (ticket === undefined || user === undefined) throw new NotAuthenticated(WRONG);
      const site = siteOf(request, publicUrl);
      const isProved = await provesPasskey(parts, { user: user.id, ticket, response, site, alone: true });
      if (!isProved || !(await useTicket(settings.redis, name))) throw refused(parts, user, request.ip);
      return reply.code(201).send(await logIn(user, settings, request, reply));
    },
  );
}

interface Proof {
  readonly user: UserId;
  readonly ticket: Ticket;
  readonly response: unknown;
  readonly site: Site;
  readonly alone: boolean;
}

async function provesPasskey({ settings, clock }: ApiParts, proof: Proof): Promise<boolean> {
  const { user, ticket, response, site, alone } = proof;
  const { id } = response as { readonly id?: unknown };
  const known = (await settings.secondFactors.read(user)).passkeys.find((each) => each.id === id);
  if (known === undefined || ticket.challenge === undefined) return false;
  const used = await usedPasskey(site, known, { response, challenge: ticket.challenge, alone, clock });
  if (used !== undefined) await settings.secondFactors.savePasskey(user, used);
  return used !== undefined;
}

/** The id that the passkey was made for (WebAuthn "user handle"). */
function userHandleIn(response: unknown): UserId | undefined {
  const { userHandle } = ((response as { readonly response?: unknown }).response ?? {}) as {
    readonly userHandle?: unknown;
  };
  return typeof userHandle === "string"
    ? parseUserId(Buffer.from(userHandle, "base64url").toString("utf8"))
    : undefined;
}

function refused({ metrics, logger }: ApiParts, { id }: UserRecord, address: string): NotAuthenticated {
  metrics.logins.inc({ outcome: "wrong" });
  logger.warn({ event: "login.failed", address, user: id, of: "second-factor" }, "second factor refused");
  return new NotAuthenticated(WRONG);
}
