import { Type } from "typebox";
import { User, type UserRecord } from "../../settings/kinds/user.ts";
import type { Actor } from "../../settings/schemas/audit.ts";
import { hashPassword, hashToken, verifySecret } from "../../settings/secrets.ts";
import { loginGuard, type LoginLock, type LoginOutcome } from "../login-guard.ts";
import { NotAuthenticated, TooManyAttempts } from "../errors.ts";
import { SESSION_COOKIE } from "../identity.ts";
import { logInOrAsk, SecondStep } from "../log-in.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";

const Login = Type.Object(
  { email: Type.String({ minLength: 1, maxLength: 254 }), password: Type.String({ minLength: 1, maxLength: 256 }) },
  { title: "Login", additionalProperties: false },
);
/** Right or wrong, per address and process: each costs tens of milliseconds. Guessing is slowed down much sooner. */
const MAX_LOGINS_A_MINUTE = 60;
const GUARD: Actor = { kind: "system", id: null, name: "log-in guard" };

/** Logging in and out of the portal. */
export async function sessionRoutes(api: Api, parts: ApiParts): Promise<void> {
  const { settings, logger, metrics } = parts;
  const guard = loginGuard(settings.redis, parts.clock);
  // An unknown e-mail takes as long as a wrong password.
  const decoyHash = await hashPassword("a password that no account has");

  api.post(
    "/sessions",
    {
      config: { rateLimit: { max: MAX_LOGINS_A_MINUTE, timeWindow: "1 minute" } },
      schema: {
        operationId: "logIn",
        summary: "Log in; the answer sets a cookie, or asks for the second factor",
        security: [],
        tags: ["sessions"],
        body: Login,
        response: { 201: User, 202: SecondStep, 401: Problem, 429: Problem },
      },
    },
    async (request, reply) => {
      const { email, password } = request.body;
      const user = settings.snapshot.userByEmail(email);
      const { ip: address } = request;
      const attempted = guard.attempt({ account: email, address }, async () => {
        const isPassword = await verifySecret(user?.passwordHash ?? decoyHash, password);
        return isPassword && user?.passwordHash != null;
      });
      const { isRight, locked } = await orTellRefusal(parts, attempted, { user: user?.id, address });
      metrics.logins.inc({ outcome: isRight ? "right" : "wrong" });
      if (!isRight || user === undefined) {
        logger.warn({ event: "login.failed", address, user: user?.id }, "log-in failed");
        if (locked !== undefined) await tellOfLock(parts, { user, address, locked });
        throw new NotAuthenticated("e-mail or password is wrong");
      }
      const answer = await logInOrAsk(user, parts, request, reply);
      return answer.status === 201 ? reply.code(201).send(answer.body) : reply.code(202).send(answer.body);
    },
  );

  api.delete(
    "/sessions/current",
    {
      schema: {
        ...{ operationId: "logOut", summary: "Log out", tags: ["sessions"], security: [] },
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const key = request.cookies[SESSION_COOKIE];
      if (key !== undefined) await logOut(key, parts);
      return reply.clearCookie(SESSION_COOKIE, { path: "/" }).code(204).send(null);
    },
  );
}

/** The session ends, and with it the browser's life as a phone; should that fail, it ends a moment later by itself. */
async function logOut(key: string, { settings, browserPhones }: ApiParts): Promise<void> {
  const session = await settings.sessions.read(key);
  await settings.sessions.remove(key);
  const user = session && settings.snapshot.user(session.userId);
  if (user === undefined) return;
  const actor: Actor = { kind: "user", id: user.id, name: user.name };
  const logIn = { tenantId: user.tenantId, userId: user.id, session: hashToken(key), actor };
  await browserPhones.close(logIn).catch(() => undefined);
}

/** An attempt during a lock is told too, though its password isn't looked at. @throws what the attempt throws */
async function orTellRefusal(
  { logger, metrics }: ApiParts,
  attempted: Promise<LoginOutcome>,
  facts: { readonly user: string | undefined; readonly address: string },
): Promise<LoginOutcome> {
  try {
    return await attempted;
  } catch (failure) {
    if (failure instanceof TooManyAttempts) {
      metrics.logins.inc({ outcome: "locked" });
      logger.warn({ event: "login.refused", ...facts }, "log-in refused: locked after wrong passwords");
    }
    throw failure;
  }
}

interface Lock {
  /** Undefined: no account has this e-mail address. */
  readonly user: UserRecord | undefined;
  /** Where the attempt came from that was one too many. */
  readonly address: string;
  readonly locked: LoginLock;
}

/**
 * Each lock is logged. The company hears of one that concerns an account, by its journal and by an event: of the whole account,
 * or of its log-ins from an address that it has logged in from before, which then are locked alone.
 */
async function tellOfLock(parts: ApiParts, { user, address, locked }: Lock): Promise<void> {
  const { settings, events, clock, logger } = parts;
  const { scope, untilMs } = locked;
  const until = new Date(untilMs).toISOString();
  logger.warn({ event: "login.locked", scope, address, user: user?.id, until }, "log-in locked");
  if (user === undefined || scope === "source") return;
  const { id, tenantId } = user;
  const told = scope === "account" ? "account" : "address";
  events.publish({
    kind: "login.locked",
    atMs: clock.nowMs(),
    tenant: tenantId,
    user: id,
    address,
    untilMs,
    scope: told,
  });
  const fields = [
    { field: "/lockedUntil", from: null, to: until },
    { field: "/address", from: null, to: address },
    { field: "/scope", from: null, to: told },
  ];
  await settings.change(tenantId, GUARD, (draft) => draft.note({ what: "changed", kind: "log-in", id, fields }));
}
