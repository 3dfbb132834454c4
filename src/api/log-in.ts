import type { FastifyReply, FastifyRequest } from "fastify";
import { defined } from "../runtime/defined.ts";
import { loginMark, userView, type User, type UserRecord } from "../settings/kinds/user.ts";
import type { Settings } from "../settings/settings.ts";
import { SESSION_COOKIE, SESSION_SECONDS } from "./identity.ts";

/** Browsers take less than half of it. */
const MAX_USER_AGENT_CHARACTERS = 300;

/** Opens a session of the portal for a user who has proved to be one: the answer sets its cookie. */
export async function logIn(
  user: UserRecord,
  { sessions }: Pick<Settings, "sessions">,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<User> {
  const userAgent = request.headers["user-agent"]?.slice(0, MAX_USER_AGENT_CHARACTERS);
  const session = {
    ...{ userId: user.id, tenantId: user.tenantId, loginMark: loginMark(user) },
    ...{ address: request.ip, ...defined({ userAgent }) },
  };
  const key = await sessions.create(session, SESSION_SECONDS);
  void reply.setCookie(SESSION_COOKIE, key, {
    path: "/",
    httpOnly: true,
    sameSite: "strict",
    secure: request.protocol === "https",
    maxAge: SESSION_SECONDS,
  });
  return userView(user);
}
