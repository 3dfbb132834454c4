import { timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import type { Actor } from "../../settings/schemas/audit.ts";
import { NewTenant, Tenant, tenantView } from "../../settings/kinds/tenant.ts";
import { NewUser, PasswordText } from "../../settings/kinds/user.ts";
import { UserIdText } from "../../settings/schemas/words.ts";
import { hashPassword, hashToken } from "../../settings/secrets.ts";
import { NotAuthenticated, NotFound } from "../errors.ts";
import { Page, PageQuery, pageOf } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";

const tags = ["tenants"];
const security = [{ token: [] }];
const OPERATOR: Actor = { kind: "token", id: null, name: "OPERATOR_TOKEN" };

const FirstAdmin = Type.Object(
  {
    name: NewUser.properties.name,
    email: NewUser.properties.email,
    extension: NewUser.properties.extension,
    password: PasswordText,
  },
  { additionalProperties: false },
);
const NewCompany = Type.Object(
  { ...NewTenant.properties, admin: FirstAdmin },
  { additionalProperties: false, description: "A company and its administrator" },
);
const Company = Type.Object({ ...Tenant.properties, adminId: UserIdText });

/**
 * The companies of a provider who hosts many, for the provider's own programs: OPERATOR_TOKEN adds and lists
 * companies, and sees nothing of what is in them. Without that variable these addresses are closed.
 */
export async function tenantsRoutes(api: Api, { settings, operatorToken }: ApiParts): Promise<void> {
  api.addHook("onRequest", (request, _reply, done) => {
    done(isOperator(request, operatorToken) ? undefined : new NotAuthenticated("only the provider's token opens this"));
  });

  api.get(
    "/tenants",
    {
      schema: {
        ...{ summary: "List the companies (provider only)", tags, security, querystring: PageQuery },
        response: { 200: Page(Tenant), 401: Problem },
      },
    },
    ({ query }) => pageOf(settings.snapshot.tenants(), query, ({ name }) => [name], tenantView),
  );

  api.post(
    "/tenants",
    {
      schema: {
        summary: "Add a company with its administrator (provider only)",
        ...{ tags, security, body: NewCompany },
        response: { 201: Company, 401: Problem, 409: Problem, 422: Problem },
      },
    },
    async ({ body: { admin, ...tenant } }, reply) => {
      const { password, ...user } = admin;
      const passwordHash = await hashPassword(password);
      const id = await settings.addTenant(tenant, OPERATOR, { user, passwordHash });
      const record = settings.snapshot.tenant(id);
      const administrator = settings.snapshot.userByEmail(user.email);
      if (record === undefined || administrator === undefined) throw new NotFound("tenant"); // removed in this moment
      return reply.code(201).send({ ...tenantView(record), adminId: administrator.id });
    },
  );
  return Promise.resolve();
}

function isOperator({ headers }: FastifyRequest, operatorToken: string | undefined): boolean {
  const token = /^Bearer (?<token>\S+)$/i.exec(headers.authorization ?? "")?.groups?.["token"];
  if (token === undefined || operatorToken === undefined) return false;
  return timingSafeEqual(Buffer.from(hashToken(token)), Buffer.from(hashToken(operatorToken)));
}
