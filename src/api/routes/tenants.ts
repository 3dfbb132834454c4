import { Type } from "typebox";
import { OPERATOR } from "../../settings/schemas/audit.ts";
import { NewTenant, SharedAddresses, Tenant, tenantView, type TenantRecord } from "../../settings/kinds/tenant.ts";
import { NewUser, PasswordText } from "../../settings/kinds/user.ts";
import { E164Text, TenantIdText, UserIdText } from "../../settings/schemas/words.ts";
import { hashPassword } from "../../settings/secrets.ts";
import { NotFound } from "../errors.ts";
import { isOperator, notOperator } from "../operator.ts";
import { Page, PageQuery, pageOf } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";

const tags = ["tenants"];
const security = [{ token: [] }];

const FirstAdmin = Type.Object(
  {
    name: NewUser.properties.name,
    email: NewUser.properties.email,
    extension: NewUser.properties.extension,
    password: PasswordText,
  },
  { title: "FirstAdministrator", additionalProperties: false },
);
const NewCompany = Type.Object(
  { ...NewTenant.properties, admin: FirstAdmin },
  { title: "NewCompany", additionalProperties: false, description: "A company and its administrator" },
);
const Company = Type.Object({ ...Tenant.properties, adminId: UserIdText }, { title: "Company" });
const One = Type.Object({ id: TenantIdText });
const Given = Type.Object({ number: E164Text }, { title: "GivenNumber", additionalProperties: false });
const Shares = Type.Object(
  { sharedAddresses: SharedAddresses },
  { title: "SharedAddresses", additionalProperties: false },
);

/**
 * The companies of a provider who hosts many, for the provider's own programs: OPERATOR_TOKEN adds and lists
 * companies, gives them their numbers and the addresses that they share, and sees nothing of what is in them.
 * Without that variable these addresses are closed, and each company takes its numbers itself.
 */
export async function tenantsRoutes(api: Api, { settings, operatorToken }: ApiParts): Promise<void> {
  api.addHook("onRequest", (request, _reply, done) => {
    done(isOperator(request, operatorToken) ? undefined : notOperator(request, "tenant"));
  });

  api.get(
    "/tenants",
    {
      schema: {
        ...{
          operationId: "listTenants",
          summary: "List the companies (provider only)",
          tags,
          security,
          querystring: PageQuery,
        },
        response: { 200: Page(Tenant), 401: Problem },
      },
    },
    ({ query }) => pageOf(settings.snapshot.tenants(), query, ({ name }) => [name], tenantView),
  );

  api.post(
    "/tenants",
    {
      schema: {
        operationId: "createTenant",
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
  sharedAddressRoutes(api, settings);
  numberRoutes(api, settings);
  return Promise.resolve();
}

type TenantSettings = ApiParts["settings"];

function tenantOf(id: TenantRecord["id"], settings: TenantSettings): TenantRecord {
  const record = settings.snapshot.tenant(id);
  if (record === undefined) throw new NotFound("tenant");
  return record;
}

/** Addresses that trunks of several companies trust: given out here, so that no company takes another's calls. */
function sharedAddressRoutes(api: Api, settings: TenantSettings): void {
  api.patch(
    "/tenants/:id",
    {
      schema: {
        operationId: "updateTenantSharedAddresses",
        summary: "Say which addresses a company's trunks may trust though another company's do (provider only)",
        ...{ tags, security, params: One, body: Shares },
        response: { 200: Shares, 401: Problem, 404: Problem, 422: Problem },
      },
    },
    async ({ params: { id }, body: { sharedAddresses } }) => {
      tenantOf(id, settings);
      await settings.change(id, OPERATOR, (draft) => draft.change("tenant", id, { sharedAddresses }));
      return { sharedAddresses: [...(tenantOf(id, settings).sharedAddresses ?? [])] };
    },
  );
}

/** Numbers: given out here, so that no company takes another's. */
function numberRoutes(api: Api, settings: TenantSettings): void {
  api.get(
    "/tenants/:id/phone-numbers",
    {
      schema: {
        operationId: "listTenantPhoneNumbers",
        summary: "List the numbers that a company has (provider only)",
        ...{ tags, security, params: One, querystring: PageQuery },
        response: { 200: Page(Given), 401: Problem, 404: Problem },
      },
    },
    ({ params: { id }, query }) =>
      pageOf(
        settings.snapshot.numbers(tenantOf(id, settings).id),
        query,
        ({ number }) => [number],
        ({ number }) => ({ number }),
      ),
  );

  api.post(
    "/tenants/:id/phone-numbers",
    {
      schema: {
        operationId: "giveTenantPhoneNumber",
        summary: "Give a company a number (provider only); the company points it where it likes",
        ...{ tags, security, params: One, body: Given },
        response: { 201: Given, 401: Problem, 404: Problem, 409: Problem, 422: Problem },
      },
    },
    async ({ params: { id }, body: { number } }, reply) => {
      tenantOf(id, settings);
      await settings.change(id, OPERATOR, (draft) => draft.add("number", { number }));
      return reply.code(201).send({ number });
    },
  );

  api.delete(
    "/tenants/:id/phone-numbers/:number",
    {
      schema: {
        operationId: "takeTenantPhoneNumber",
        summary: "Take a number back (provider only); calls to it end",
        ...{ tags, security, params: Type.Object({ ...One.properties, number: E164Text }) },
        response: { 204: Type.Null(), 401: Problem, 404: Problem, 409: Problem },
      },
    },
    async ({ params: { id, number } }, reply) => {
      tenantOf(id, settings);
      await settings.change(id, OPERATOR, (draft) => draft.remove("number", number));
      return reply.code(204).send(null);
    },
  );
}
