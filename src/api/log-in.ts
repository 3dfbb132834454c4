import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { defined } from "../runtime/defined.ts";
import { loginMark, userView, type User, type UserRecord } from "../settings/kinds/user.ts";
import { needsSecondFactor } from "../settings/second-factors.ts";
import type { Settings } from "../settings/settings.ts";
import { requireNotSuspended, SESSION_COOKIE, SESSION_SECONDS } from "./identity.ts";
import { requestOptions, siteOf } from "./passkeys.ts";
import type { ApiParts } from "./parts.ts";
import { issueTicket } from "./tickets.ts";
import { withVersion } from "./versions.ts";

/** Browsers take less than half of it. */
const MAX_USER_AGENT_CHARACTERS = 300;

/** What a log-in answers where a password isn't enough: no cookie yet. */
export const SecondStep = Type.Object(
  {
    ticket: Type.String({ description: "For POST /sessions/second-factor, within 5 minutes" }),
    methods: Type.Array(Type.Union([Type.Literal("totp"), Type.Literal("recovery-code"), Type.Literal("passkey")])),
    passkey: Type.Union([Type.Record(Type.String(), Type.Unknown()), Type.Null()], {
      description: "PublicKeyCredentialRequestOptionsJSON (WebAuthn), where one may be used here",
    }),
  },
  { title: "SecondStep" },
);
export type SecondStep = Type.Static<typeof SecondStep>;

/** A user who has proved the password, or the address of an invitation: they are logged in, or asked for their second factor. @throws CompanySuspended */
export async function logInOrAsk(
  user: UserRecord,
  parts: ApiParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<{ readonly status: 201; readonly body: User } | { readonly status: 202; readonly body: SecondStep }> {
  const { settings, publicUrl } = parts;
  requireNotSuspended(settings, user.tenantId);
  const factors = await settings.secondFactors.read(user.id);
  if (!needsSecondFactor(factors)) return { status: 201, body: await logIn(user, settings, request, reply) };
  const site = siteOf(request, publicUrl);
  const here = factors.passkeys.filter(({ host }) => host === site.host);
  const passkey = here.length === 0 ? null : await requestOptions(site, here);
  const mark = loginMark(user);
  const challenge = passkey?.challenge;
  const ticket = await issueTicket(settings.redis, { purpose: "log-in", user: user.id, mark, challenge });
  const methods: SecondStep["methods"] = [
    ...(factors.totp ? (["totp"] as const) : []),
    ...(passkey === null ? [] : (["passkey"] as const)),
    ...(factors.recoveryCodes > 0 ? (["recovery-code"] as const) : []),
  ];
  return { status: 202, body: { ticket, methods, passkey: passkey as Record<string, unknown> | null } };
}

/** Opens a session of the portal for a user who has proved to be one: the answer sets its cookie. */
export async function logIn(
  user: UserRecord,
  settings: Pick<Settings, "sessions" | "snapshot">,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<User> {
  requireNotSuspended(settings, user.tenantId);
  const userAgent = request.headers["user-agent"]?.slice(0, MAX_USER_AGENT_CHARACTERS);
  const session = {
    ...{ userId: user.id, tenantId: user.tenantId, loginMark: loginMark(user) },
    ...{ address: request.ip, ...defined({ userAgent }) },
  };
  const key = await settings.sessions.create(session, SESSION_SECONDS);
  void reply.setCookie(SESSION_COOKIE, key, {
    path: "/",
    httpOnly: true,
    sameSite: "strict",
    secure: request.protocol === "https",
    maxAge: SESSION_SECONDS,
  });
  return withVersion(reply, userView(user));
}
