import { Type } from "typebox";
import type { ListedSession } from "../../settings/web-sessions.ts";
import type { UserRecord } from "../../settings/kinds/user.ts";
import type { AuditedChange } from "../../settings/schemas/audit.ts";
import { UserIdText } from "../../settings/schemas/words.ts";
import type { UserId } from "../../vocabulary/identifiers.ts";
import { browserOf } from "../browser.ts";
import { NotAllowed, NotFound } from "../errors.ts";
import { ofOwnCompany, requireAdmin, type Identity } from "../identity.ts";
import { listQuery, Page, pageOf, type Listing } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";

/** Of a session's hash: no two of one person's are alike, and it opens nothing. */
const ID_CHARACTERS = 32;
const SessionId = Type.String({ pattern: `^[0-9a-f]{${ID_CHARACTERS}}$` });
const Word = Type.Union([Type.String(), Type.Null()]);
const Moment = Type.String({ format: "date-time" });
const SessionView = Type.Object(
  {
    id: SessionId,
    current: Type.Boolean({ description: "The session by which this was asked" }),
    browser: Word,
    system: Word,
    address: Word,
    createdAt: Moment,
    lastSeenAt: Moment,
    expiresAt: Type.String({ format: "date-time", description: "Unless it is used before" }),
  },
  { title: "Session" },
);
const tags = ["sessions"];
const One = Type.Object({ id: SessionId });
const OfUser = Type.Object({ id: UserIdText });

export function sessionId(hash: string): string {
  return hash.slice(0, ID_CHARACTERS);
}

/** The browsers in which a person is logged in to the portal: seen and ended by the person, or by an administrator. */
export function ownSessionRoutes(api: Api, parts: ApiParts): void {
  const { sessions } = parts.settings;
  api.get(
    "/sessions",
    {
      schema: {
        ...{ operationId: "listSessions", summary: "List one's own log-ins", tags },
        querystring: listQuery(SESSIONS),
        response: { 200: Page(SessionView), 403: Problem },
      },
    },
    async ({ identity, query }) =>
      pageOf(await sessions.list(personOf(identity)), query, SESSIONS, (session) => view(session, identity)),
  );
  api.delete(
    "/sessions/:id",
    {
      schema: {
        ...{ operationId: "endSession", summary: "End one of one's own log-ins", tags, params: One },
        response: { 204: Type.Null(), 403: Problem, 404: Problem },
      },
    },
    async ({ identity, params: { id } }, reply) => {
      const user = personOf(identity);
      const ended = (await sessions.list(user)).find(({ hash }) => sessionId(hash) === id);
      if (ended === undefined) throw new NotFound("session");
      await sessions.removeOf(user, ended.hash);
      const { tenantId, actor } = identity;
      await parts.browserPhones.close({ tenantId, userId: user, session: ended.hash, actor });
      return reply.code(204).send(null);
    },
  );
  api.delete(
    "/sessions",
    {
      schema: {
        ...{ operationId: "endOtherSessions", summary: "End all of one's own log-ins but the one that asks", tags },
        response: { 204: Type.Null(), 403: Problem },
      },
    },
    async ({ identity }, reply) => {
      await sessions.removeAllOf(personOf(identity), identity.session);
      return reply.code(204).send(null);
    },
  );
  userSessionRoutes(api, parts);
}

function userSessionRoutes(api: Api, { settings }: ApiParts): void {
  const { sessions } = settings;
  const userOf = (identity: Identity, id: UserId): UserRecord => {
    requireAdmin(identity);
    return ofOwnCompany(identity, settings.snapshot.user(id), "user");
  };
  api.get(
    "/users/:id/sessions",
    {
      schema: {
        ...{ operationId: "listUserSessions", summary: "List a user's log-ins", tags: ["users"], params: OfUser },
        querystring: listQuery(SESSIONS),
        response: { 200: Page(SessionView), 404: Problem },
      },
    },
    async ({ identity, params: { id }, query }) =>
      pageOf(await sessions.list(userOf(identity, id).id), query, SESSIONS, (session) => view(session, identity)),
  );
  api.delete(
    "/users/:id/sessions",
    {
      schema: {
        ...{ operationId: "endUserSessions", summary: "End all log-ins of a user", tags: ["users"], params: OfUser },
        response: { 204: Type.Null(), 404: Problem },
      },
    },
    async ({ identity, params: { id } }, reply) => {
      const user = userOf(identity, id);
      await sessions.removeAllOf(user.id);
      const done: AuditedChange = { what: "removed", kind: "sessions", id: user.id, fields: [] };
      await settings.change(identity.tenantId, identity.actor, (draft) => draft.note(done));
      return reply.code(204).send(null);
    },
  );
}

/** @throws NotAllowed for a company's token */
function personOf({ userId }: Identity): UserId {
  if (userId === undefined) throw new NotAllowed("a token of the company has no log-ins of its own");
  return userId;
}

const SESSIONS: Listing<ListedSession> = {
  id: ({ hash }) => sessionId(hash),
  texts: ({ address, userAgent }) => [address ?? "", userAgent ?? ""],
  sorts: {
    lastSeenAt: ({ lastSeenAtMs }) => lastSeenAtMs,
    createdAt: ({ createdAtMs }) => createdAtMs,
    expiresAt: ({ expiresAtMs }) => expiresAtMs,
  },
  sort: "-lastSeenAt",
};

function view({ hash, address, userAgent, ...times }: ListedSession, identity: Identity) {
  const at = (ms: number): string => new Date(ms).toISOString();
  return {
    ...{ id: sessionId(hash), current: hash === identity.session },
    ...{ ...browserOf(userAgent), address: address ?? null },
    ...{ createdAt: at(times.createdAtMs), lastSeenAt: at(times.lastSeenAtMs), expiresAt: at(times.expiresAtMs) },
  };
}
