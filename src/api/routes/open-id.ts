import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { User } from "../../settings/kinds/user.ts";
import { NotAuthenticated, NotFound } from "../errors.ts";
import { logInOrAsk, SecondStep } from "../log-in.ts";
import type { OpenId } from "../open-id.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { issueTicket, readTicket, useTicket } from "../tickets.ts";

const tags = ["sessions"];
const Ways = Type.Object(
  {
    openId: Type.Union([Type.Object({ name: Type.String(), begin: Type.String() }), Type.Null()], {
      description: "The provider of log-ins, and the page that a browser begins at; null: there is none",
    }),
  },
  { title: "LogInWays" },
);
/** The browser that began a log-in, until it has ended. */
const COOKIE = "offhook_open_id";
const COOKIE_SECONDS = 5 * 60;
const BEGIN = "/log-in/open-id";
/** Where the provider sends browsers back to; registered there. */
export const CALLBACK = "/log-in/open-id/callback";
/** The provider's answers are long; a longer one is none. */
const MOST_QUERY_CHARACTERS = 8_192;
const config = { rateLimit: { max: 60, timeWindow: "1 minute" } };
/** How a log-in at the provider ended, for the log-in page: known here, unknown or unverified, or the provider failed. */
type Ending = "proved" | "refused" | "failed";

/** Pages that lead a browser to the provider and back; the cookie comes from the API, in answer to the portal itself. */
export function openIdPages(api: Api, parts: ApiParts): void {
  const { openId, settings, logger } = parts;
  if (openId === undefined) return;
  const { redis } = settings;
  api.get(BEGIN, { config, schema: { hide: true } }, async (request, reply) => {
    try {
      const { url, attempt } = await openId.begin();
      keepCookie(request, reply, await issueTicket(redis, { purpose: "open-id", openId: attempt }));
      return await reply.redirect(url);
    } catch (failure) {
      logger.warn({ event: "openid.failed", err: failure }, "the provider of log-ins can't be asked");
      return endAt(reply, "failed");
    }
  });
  api.get(CALLBACK, { config, schema: { hide: true } }, async (request, reply) => {
    const ending = await provedBy(request, reply, openId, parts);
    return endAt(reply, ending);
  });
}

/** The browser's way back: whose e-mail address the provider answers for is noted under the browser's cookie. */
async function provedBy(
  request: FastifyRequest,
  reply: FastifyReply,
  openId: OpenId,
  { settings, logger }: ApiParts,
): Promise<Ending> {
  const { redis } = settings;
  const name = request.cookies[COOKIE];
  const attempt = name === undefined ? undefined : (await readTicket(redis, name, "open-id"))?.openId;
  const query = request.url.split("?")[1] ?? "";
  if (name === undefined || attempt === undefined || query.length > MOST_QUERY_CHARACTERS) return "failed";
  if (!(await useTicket(redis, name))) return "failed";
  const answered = await openId.finish(query, attempt).then(
    (email) => ({ email }),
    (failure: unknown) => {
      logger.warn({ event: "openid.failed", err: failure }, "the provider's answer to a log-in can't be used");
      return undefined;
    },
  );
  if (answered === undefined) return "failed";
  const { email } = answered;
  const user = email === undefined ? undefined : settings.snapshot.userByEmail(email);
  if (user === undefined) {
    logger.warn(
      { event: "openid.refused", address: request.ip, verified: email !== undefined },
      "no user has the e-mail address of a log-in at the provider",
    );
    return "refused";
  }
  keepCookie(request, reply, await issueTicket(redis, { purpose: "open-id-proved", user: user.id }));
  return "proved";
}

/** Which ways in there are, and the last step of a log-in at the provider. */
export function openIdRoutes(api: Api, parts: ApiParts): void {
  const { openId, settings, logger, metrics } = parts;
  api.get(
    "/sessions/ways",
    {
      schema: {
        ...{ operationId: "listLogInWays", summary: "How people may log in beside e-mail and password" },
        ...{ security: [], tags, response: { 200: Ways } },
      },
    },
    () => ({ openId: openId === undefined ? null : { name: openId.name, begin: BEGIN } }),
  );
  api.post(
    "/sessions/open-id",
    {
      config,
      schema: {
        ...{ operationId: "logInByOpenId", summary: "Log in after the provider has proved who it is" },
        description:
          "The portal asks it when the provider has sent the browser back; the second factor is asked for as with a password",
        ...{ security: [], tags, response: { 201: User, 202: SecondStep, 401: Problem, 404: Problem, 429: Problem } },
      },
    },
    async (request, reply) => {
      if (openId === undefined) throw new NotFound("provider of log-ins");
      const name = request.cookies[COOKIE];
      const ticket = name === undefined ? undefined : await readTicket(settings.redis, name, "open-id-proved");
      void reply.clearCookie(COOKIE, { path: "/" });
      const user = ticket?.user && settings.snapshot.user(ticket.user);
      if (name === undefined || user === undefined || !(await useTicket(settings.redis, name))) {
        metrics.logins.inc({ outcome: "wrong" });
        throw new NotAuthenticated(
          "the log-in at the provider took too long, or was begun in another browser: begin again",
        );
      }
      metrics.logins.inc({ outcome: "right" });
      logger.info({ event: "openid.proved", user: user.id, address: request.ip }, "logged in at the provider");
      const answer = await logInOrAsk(user, parts, request, reply);
      return answer.status === 201 ? reply.code(201).send(answer.body) : reply.code(202).send(answer.body);
    },
  );
}

/** Lax: the provider's page leads back here (RFC 6265bis §5.2). */
function keepCookie({ protocol }: FastifyRequest, reply: FastifyReply, value: string): void {
  const secure = protocol === "https";
  void reply.setCookie(COOKIE, value, { path: "/", httpOnly: true, sameSite: "lax", secure, maxAge: COOKIE_SECONDS });
}

function endAt(reply: FastifyReply, ending: Ending): FastifyReply {
  if (ending !== "proved") void reply.clearCookie(COOKIE, { path: "/" });
  return reply.header("Cache-Control", "no-store").redirect(`/?open-id=${ending}`);
}
