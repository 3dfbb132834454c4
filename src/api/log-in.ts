import type { FastifyReply, FastifyRequest } from "fastify";
import { loginMark, userView, type User, type UserRecord } from "../settings/kinds/user.ts";
import type { Settings } from "../settings/settings.ts";
import { SESSION_COOKIE, SESSION_SECONDS } from "./identity.ts";

/** Opens a session of the portal for a user who has proved to be one: the answer sets its cookie. */
export async function logIn(
  user: UserRecord,
  { sessions }: Pick<Settings, "sessions">,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<User> {
  const session = { userId: user.id, tenantId: user.tenantId, loginMark: loginMark(user) };
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
