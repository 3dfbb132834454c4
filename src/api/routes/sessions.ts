import { Type } from "typebox";
import { loginMark, User, userView } from "../../settings/kinds/user.ts";
import { hashPassword, verifySecret } from "../../settings/secrets.ts";
import { NotAuthenticated } from "../errors.ts";
import { SESSION_COOKIE, SESSION_SECONDS } from "../identity.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";

const Login = Type.Object(
  { email: Type.String({ minLength: 1, maxLength: 254 }), password: Type.String({ minLength: 1, maxLength: 256 }) },
  { additionalProperties: false },
);
/** Guessing a password has to be slow; a person mistypes it a few times. Per address. */
const MAX_LOGINS_A_MINUTE = 10;

/** Logging in and out of the portal. */
export async function sessionRoutes(api: Api, { settings }: ApiParts): Promise<void> {
  // An unknown e-mail takes as long as a wrong password.
  const nobodysHash = await hashPassword("nobody has this password");

  api.post(
    "/sessions",
    {
      config: { rateLimit: { max: MAX_LOGINS_A_MINUTE, timeWindow: "1 minute" } },
      schema: {
        summary: "Log in; the answer sets a cookie",
        security: [],
        tags: ["sessions"],
        body: Login,
        response: { 201: User, 401: Problem },
      },
    },
    async (request, reply) => {
      const { email, password } = request.body;
      const user = settings.snapshot.userByEmail(email);
      const right = await verifySecret(user?.passwordHash ?? nobodysHash, password);
      if (user?.passwordHash == null || !right) throw new NotAuthenticated("e-mail or password is wrong");
      const session = { userId: user.id, tenantId: user.tenantId, loginMark: loginMark(user) };
      const key = await settings.sessions.create(session, SESSION_SECONDS);
      const secure = request.protocol === "https";
      void reply.setCookie(SESSION_COOKIE, key, {
        path: "/",
        httpOnly: true,
        sameSite: "strict",
        secure,
        maxAge: SESSION_SECONDS,
      });
      return reply.code(201).send(userView(user));
    },
  );

  api.delete(
    "/sessions/current",
    { schema: { summary: "Log out", tags: ["sessions"], response: { 204: Type.Null() } } },
    async (request, reply) => {
      const key = request.cookies[SESSION_COOKIE];
      if (key !== undefined) await settings.sessions.remove(key);
      return reply.clearCookie(SESSION_COOKIE, { path: "/" }).code(204).send(null);
    },
  );
}
