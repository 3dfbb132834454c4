import { Type } from "typebox";
import { hintsOf, NewToken, Token, tokenView, type TokenRecord } from "../../settings/kinds/token.ts";
import { TokenIdText } from "../../settings/schemas/words.ts";
import { makeToken } from "../../settings/secrets.ts";
import { defined } from "../../runtime/defined.ts";
import { NotAllowed, RequestInvalid } from "../errors.ts";
import { ofOwnCompany, requireAdmin, type Identity } from "../identity.ts";
import { listQuery, Page, pageOf, type Listing } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { withVersion } from "../versions.ts";
import { scopesToGive } from "../scopes.ts";

const tags = ["tokens"];
const MadeToken = Type.Object(
  {
    ...Token.properties,
    token: Type.String({ description: "Shown this once; send it as Authorization: Bearer …" }),
  },
  { title: "TokenWithSecret" },
);

const TOKENS: Listing<TokenRecord> = {
  id: ({ id }) => id,
  texts: ({ name }) => [name],
  sorts: {
    name: ({ name }) => name,
    createdAt: ({ createdAt }) => createdAt,
    expiresAt: ({ expiresAt }) => expiresAt,
  },
  sort: "name",
};

/** Keys for programs. */
export function tokenRoutes(api: Api, parts: ApiParts): void {
  listTokens(api, parts);
  createToken(api, parts);
  deleteToken(api, parts);
}

function listTokens(api: Api, { settings }: ApiParts): void {
  api.get(
    "/tokens",
    {
      schema: {
        operationId: "listTokens",
        summary: "List tokens",
        tags,
        querystring: listQuery(TOKENS),
        response: { 200: Page(Token) },
      },
    },
    async ({ identity, query }) => {
      requireAdmin(identity);
      const { items, ...page } = pageOf(settings.snapshot.tokens(identity.tenantId), query, TOKENS);
      const usedAtMs = await settings.tokenUse.lastUsedAtMs(items.map(({ id }) => id));
      return { items: items.map((token) => tokenView(token, usedAtMs.get(token.id))), ...page };
    },
  );
}

function createToken(api: Api, { settings, clock }: ApiParts): void {
  api.post(
    "/tokens",
    {
      schema: {
        operationId: "createToken",
        summary: "Make a token; it is shown this once. Without userId it is the company's, and its role must be admin",
        tags,
        body: NewToken,
        response: { 201: MadeToken, 422: Problem },
      },
    },
    async ({ identity, body }, reply) => {
      requireAdmin(identity);
      requireUse(body);
      const scopes = scopesToGive(identity, body.scopes);
      const expiresAt = expiryToGive(identity, body.expiresAt, clock.nowMs());
      const token = makeToken();
      const made = await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.add("token", {
          ...{ ...body, ...hintsOf(token), createdBy: identity.answerable },
          ...defined({ scopes, expiresAt }),
        }),
      );
      return reply.code(201).send({ ...withVersion(reply, tokenView(made, undefined)), token });
    },
  );
}

function deleteToken(api: Api, { settings }: ApiParts): void {
  api.delete(
    "/tokens/:id",
    {
      schema: {
        operationId: "deleteToken",
        summary: "Withdraw a token",
        tags,
        params: Type.Object({ id: TokenIdText }),
        response: { 204: Type.Null(), 404: Problem },
      },
    },
    async ({ identity, params: { id } }, reply) => {
      requireAdmin(identity);
      ofOwnCompany(identity, settings.snapshot.token(id), "token");
      await settings.change(identity.tenantId, identity.actor, (draft) => draft.remove("token", id));
      return reply.code(204).send(null);
    },
  );
}

/** No token outlives the one that it was made by. @throws RequestInvalid, NotAllowed */
function expiryToGive(identity: Identity, asked: string | undefined, nowMs: number): string | undefined {
  if (asked !== undefined && Date.parse(asked) <= nowMs)
    throw new RequestInvalid([{ field: "/expiresAt", code: "in-the-past", detail: "lies in the past" }]);
  const latest = identity.expiresAt;
  if (latest !== undefined && Date.parse(asked ?? latest) > Date.parse(latest))
    throw new NotAllowed(`this token can make none that lasts longer than itself: until ${latest}`);
  return asked ?? latest;
}

/** @throws RequestInvalid for a token that could do nothing: of no user, and without the company's rights */
function requireUse({ role, userId = null }: NewToken): void {
  if (userId !== null || role === "admin") return;
  const detail =
    'a token of the company needs the role "admin"; a lesser one needs a userId, and may do what that user may';
  throw new RequestInvalid([{ field: "/role", detail }]);
}
