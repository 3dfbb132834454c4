import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import type { Allowed, Ban } from "../../bans/ban-store.ts";
import { MOST_ALLOWED, OFFENCES, type Offence } from "../../bans/policy.ts";
import { canonicalBlock, sourceOf } from "../../runtime/address-block.ts";
import { OPERATOR, type Actor, type AuditedChange } from "../../settings/schemas/audit.ts";
import { ListFull, NotFound, RequestInvalid } from "../errors.ts";
import { createAuthenticator, requireAdmin, type Authenticator } from "../identity.ts";
import { isOperator, notOperator } from "../operator.ts";
import { listQuery, Page, pageOf, type Listing } from "../paging.ts";
import { pathOf, requireScope } from "../scopes.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";

const tags = ["security"];
const Time = Type.String({ format: "date-time" });

const BanView = Type.Object(
  {
    source: Type.String({ description: "An IPv4 address, or an IPv6 /64", examples: ["198.51.100.7"] }),
    reason: Type.Unsafe<Offence>(Type.Union(OFFENCES.map((offence) => Type.Literal(offence)))),
    since: Time,
    until: Time,
    times: Type.Integer({ description: "1: its first ban lately" }),
  },
  { title: "Ban" },
);
const AllowedView = Type.Object({ block: Type.String(), by: Type.String(), since: Time }, { title: "AllowedSource" });
const NewAllowed = Type.Object(
  {
    block: Type.String({ maxLength: 49, description: "An IP address or a CIDR block", examples: ["198.51.100.0/24"] }),
  },
  { title: "NewAllowedSource", additionalProperties: false },
);
const BANS: Listing<Ban> = {
  id: ({ source }) => source,
  texts: ({ source, reason }) => [source, reason],
  sorts: {
    since: ({ sinceMs }) => sinceMs,
    until: ({ untilMs }) => untilMs,
    source: ({ source }) => source,
    reason: ({ reason }) => reason,
    times: ({ times }) => times,
  },
  sort: "-since",
};
const ALLOWED: Listing<Allowed> = {
  id: ({ block }) => block,
  texts: ({ block, by }) => [block, by],
  sorts: { block: ({ block }) => block, by: ({ by }) => by, since: ({ atMs }) => atMs },
  sort: "block",
};
const OneBan = Type.Object({ address: Type.String({ maxLength: 49 }) });
const OneAllowed = Type.Object({ block: Type.String({ maxLength: 49 }) });

/**
 * The sources that are kept out, and those that never are. They are the whole system's: an administrator looks after them in
 * a single office; where there is an operator (OPERATOR_TOKEN), the operator alone.
 */
export function banRoutes(api: Api, parts: ApiParts): Promise<void> {
  const { bans } = parts;
  const actorOf = keeperOfBans(parts);
  api.decorateRequest("keeper");
  api.addHook("onRequest", async (request) => {
    request.keeper = await actorOf(request);
  });

  api.get(
    "/bans",
    {
      schema: {
        ...{
          operationId: "listBans",
          summary: "List the sources that are banned now",
          tags,
          querystring: listQuery(BANS),
        },
        response: { 200: Page(BanView), 401: Problem, 403: Problem },
      },
    },
    ({ query }) => pageOf(bans.list(), query, BANS, banView),
  );

  api.delete(
    "/bans/:address",
    {
      schema: {
        ...{ operationId: "deleteBan", summary: "Lift a ban; the next one is short again", tags, params: OneBan },
        response: { 204: Type.Null(), 401: Problem, 403: Problem, 404: Problem, 503: Problem },
      },
    },
    async ({ params, keeper }, reply) => {
      const source = sourceOf(params.address);
      if (!(await bans.lift(source))) throw new NotFound("ban");
      await note(parts, keeper, { what: "removed", kind: "ban", id: source, fields: [] });
      return reply.code(204).send(null);
    },
  );
  allowListRoutes(api, parts);
  return Promise.resolve();
}

function allowListRoutes(api: Api, parts: ApiParts): void {
  const { bans } = parts;
  api.get(
    "/allow-list",
    {
      schema: {
        ...{
          operationId: "listAllowedSources",
          summary: "List the addresses that are never banned, beside trunks' and ALLOW_LIST's",
          tags,
        },
        ...{ querystring: listQuery(ALLOWED), response: { 200: Page(AllowedView), 401: Problem, 403: Problem } },
      },
    },
    ({ query }) => pageOf(bans.allowed(), query, ALLOWED, allowedView),
  );

  api.post(
    "/allow-list",
    {
      schema: {
        ...{ operationId: "createAllowedSource", tags, body: NewAllowed },
        summary: "Never ban an address or block again; bans within it are lifted",
        response: { 201: AllowedView, 401: Problem, 403: Problem, 409: Problem, 422: Problem, 503: Problem },
      },
    },
    async ({ body, keeper }, reply) => {
      const block = canonicalBlock(body.block);
      if (block === undefined)
        throw new RequestInvalid([
          { field: "/block", code: "not-an-address", detail: "neither an IP address nor a CIDR block" },
        ]);
      if (!(await bans.allow(block, keeper.name))) throw new ListFull(MOST_ALLOWED);
      await note(parts, keeper, { what: "created", kind: "allow-list", id: block, fields: [] });
      const allowed = bans.allowed().find((each) => each.block === block);
      if (allowed === undefined) throw new NotFound("entry"); // removed in this moment
      return reply.code(201).send(allowedView(allowed));
    },
  );

  api.delete(
    "/allow-list/:block",
    {
      schema: {
        ...{ operationId: "deleteAllowedSource", tags, params: OneAllowed },
        summary: "Take an address or block off the allow-list",
        response: { 204: Type.Null(), 401: Problem, 403: Problem, 404: Problem, 503: Problem },
      },
    },
    async ({ params, keeper }, reply) => {
      const block = canonicalBlock(params.block) ?? params.block;
      // As typed: entries of before blocks were stored in one spelling.
      const isRemoved = (await bans.disallow(block)) || (await bans.disallow(params.block));
      if (!isRemoved) throw new NotFound("entry");
      await note(parts, keeper, { what: "removed", kind: "allow-list", id: block, fields: [] });
      return reply.code(204).send(null);
    },
  );
}

/** @throws NotAuthenticated, NotAllowed, NotFound */
function keeperOfBans(parts: ApiParts): (request: FastifyRequest) => Promise<Actor> {
  const authenticator: Authenticator = createAuthenticator(parts);
  const { operatorToken } = parts;
  return async (request) => {
    if (isOperator(request, operatorToken)) return OPERATOR;
    if (operatorToken !== undefined) throw notOperator(request, "ban");
    const identity = await authenticator.identify(request);
    requireScope(identity, request.method, pathOf(request));
    requireAdmin(identity);
    return identity.actor;
  };
}

/** In the journal of the company that the first start made: bans are no company's own. */
async function note({ settings }: ApiParts, actor: Actor, done: AuditedChange): Promise<void> {
  const { firstTenant } = settings;
  if (firstTenant !== undefined) await settings.change(firstTenant, actor, (draft) => draft.note(done));
}

function banView({ source, reason, sinceMs, untilMs, times }: Ban) {
  return { source, reason, since: new Date(sinceMs).toISOString(), until: new Date(untilMs).toISOString(), times };
}

function allowedView({ block, by, atMs }: Allowed) {
  return { block, by, since: new Date(atMs).toISOString() };
}
