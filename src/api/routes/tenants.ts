import { Type } from "typebox";
import { OPERATOR } from "../../settings/schemas/audit.ts";
import {
  LimitBounds,
  NewTenant,
  SharedAddresses,
  TenantPatch,
  type TenantRecord,
} from "../../settings/kinds/tenant.ts";
import { RetentionBounds, retentionDays } from "../../settings/schemas/retention.ts";
import { NewUser, PasswordText } from "../../settings/kinds/user.ts";
import { UserIdText } from "../../settings/schemas/words.ts";
import { hashPassword } from "../../settings/secrets.ts";
import { NotFound } from "../errors.ts";
import { isOperator, notOperator, OneTenant, tenantNamed } from "../operator.ts";
import { narrowedQuery, Page, pageOf, type Listing } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { ifMatchOf, withVersion } from "../versions.ts";
import { Company, companyView } from "../views/company.ts";
import { beginActingRoute } from "./acting.ts";
import { numberInventoryRoutes } from "./number-inventory.ts";
import { tenantCopyRoutes } from "./tenant-copies.ts";
import { tenantLifeRoutes } from "./tenant-life.ts";
import { tenantNumberRoutes } from "./tenant-numbers.ts";
import { tenantUsageRoutes } from "./tenant-usage.ts";

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
  { ...NewTenant.properties, limitBounds: Type.Optional(LimitBounds), admin: FirstAdmin },
  { title: "NewCompany", additionalProperties: false, description: "A company and its administrator" },
);
const AddedCompany = Type.Object({ ...Company.properties, adminId: UserIdText }, { title: "AddedCompany" });
const { name, country, timeZone, language, seatPrice, limits } = TenantPatch.properties;
const CompanyPatch = Type.Partial(
  Type.Object({
    ...{ name, country, timeZone, language, seatPrice, limits, ...retentionDays },
    ...{ limitBounds: LimitBounds, retentionBounds: RetentionBounds, sharedAddresses: SharedAddresses },
  }),
  { title: "CompanyPatch", additionalProperties: false },
);

/**
 * The companies of a provider who hosts many, for the provider's own portal and programs (OPERATOR_TOKEN): it adds, changes,
 * suspends and deletes companies, owns their numbers, prices and the bounds of their limits, and sees what they use. What is
 * in a company it sees only while it acts for it, which the company's journal tells. Without that variable these addresses are
 * closed, and each company takes its numbers itself.
 */
export async function tenantsRoutes(api: Api, parts: ApiParts): Promise<void> {
  const { operatorToken } = parts;
  api.addHook("onRequest", (request, _reply, done) => {
    done(isOperator(request, operatorToken) ? undefined : notOperator(request, "tenant"));
  });
  listTenants(api, parts);
  createTenant(api, parts);
  getTenant(api, parts);
  updateTenant(api, parts);
  tenantLifeRoutes(api, parts);
  tenantCopyRoutes(api, parts);
  tenantNumberRoutes(api, parts);
  numberInventoryRoutes(api, parts);
  tenantUsageRoutes(api, parts);
  beginActingRoute(api, parts);
  return Promise.resolve();
}

const TENANTS: Listing<TenantRecord> = {
  id: ({ id }) => id,
  texts: ({ name }) => [name],
  sorts: { name: ({ name }) => name, country: ({ country }) => country },
  sort: "name",
};

function listTenants(api: Api, { settings }: ApiParts): void {
  const suspended = Type.Boolean({ description: "true = only suspended companies; false = only the others" });
  const querystring = narrowedQuery(TENANTS, { suspended: Type.Optional(suspended) });
  const schema = {
    ...{ operationId: "listTenants", summary: "List the companies (provider only)", tags, security, querystring },
    response: { 200: Page(Company), 401: Problem },
  };
  api.get("/tenants", { schema }, ({ query: { suspended: wanted, ...query } }) => {
    const { snapshot } = settings;
    const isWanted = ({ suspension }: TenantRecord): boolean =>
      wanted === undefined || wanted === (suspension !== undefined);
    const view = (record: TenantRecord): Company => companyView(record, snapshot);
    return pageOf(snapshot.tenants().filter(isWanted), query, TENANTS, view);
  });
}

function createTenant(api: Api, { settings }: ApiParts): void {
  const schema = {
    ...{ operationId: "createTenant", summary: "Add a company with its administrator (provider only)" },
    ...{ tags, security, body: NewCompany },
    response: { 201: AddedCompany, 401: Problem, 409: Problem, 422: Problem },
  };
  api.post(
    "/tenants",
    { config: { tellsLocation: true }, schema },
    async ({ body: { admin, limitBounds, ...tenant } }, reply) => {
      const { password, ...user } = admin;
      const passwordHash = await hashPassword(password);
      const id = await settings.addTenant(tenant, OPERATOR, { user, passwordHash });
      if (limitBounds !== undefined)
        await settings.change(id, OPERATOR, (draft) => draft.change("tenant", id, { limitBounds }));
      const administrator = settings.snapshot.userByEmail(user.email);
      if (administrator === undefined) throw new NotFound("tenant"); // removed in this moment
      const view = companyView(tenantNamed({ settings }, id), settings.snapshot);
      return reply
        .code(201)
        .header("Location", `/api/v1/tenants/${id}`)
        .send({ ...withVersion(reply, view), adminId: administrator.id });
    },
  );
}

function getTenant(api: Api, { settings }: ApiParts): void {
  const schema = {
    ...{ operationId: "getTenantById", summary: "Read a company (provider only)", tags, security, params: OneTenant },
    response: { 200: Company, 401: Problem, 404: Problem },
  };
  api.get("/tenants/:id", { schema }, ({ params: { id } }, reply) =>
    withVersion(reply, companyView(tenantNamed({ settings }, id), settings.snapshot)),
  );
}

function updateTenant(api: Api, { settings }: ApiParts): void {
  const schema = {
    operationId: "updateTenantById",
    summary: "Change a company: its terms, the bounds of its limits, and the addresses that it shares (provider only)",
    description: `\`limitBounds\`, \`retentionBounds\` and \`sharedAddresses\` are replaced as a whole. Bounds move the limits and days that
      lie outside of them; the company's administrators set none beyond. \`sharedAddresses\` are those that its trunks may trust though another company's do.`,
    ...{ tags, security, params: OneTenant, body: CompanyPatch },
    response: { 200: Company, 401: Problem, 404: Problem, 409: Problem, 422: Problem },
  };
  api.patch("/tenants/:id", { config: { takesIfMatch: true }, schema }, async (request, reply) => {
    const { id } = tenantNamed({ settings }, request.params.id);
    const ifMatch = ifMatchOf(request);
    const changed = await settings.change(id, OPERATOR, (draft) => draft.change("tenant", id, request.body, ifMatch));
    return withVersion(reply, companyView(changed, settings.snapshot));
  });
}
