import { Type, type Static } from "typebox";
import { OPERATOR, type Actor } from "../../settings/schemas/audit.ts";
import { companyRecords } from "../../settings/company-records.ts";
import type { SettingKind } from "../../settings/kinds/kind.ts";
import type { TenantRecord } from "../../settings/kinds/tenant.ts";
import type { Kind, Records } from "../../settings/registry.ts";
import { NotFound } from "../errors.ts";
import { requireAdmin } from "../identity.ts";
import { OneTenant, tenantNamed } from "../operator.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { withVersion } from "../versions.ts";
import { Company, companyView } from "../views/company.ts";

const tags = ["tenants"];
const security = [{ token: [] }];
/** Some thousand users with all that is theirs. */
const MOST_BYTES = 16 * 1024 * 1024;

const Kept = Type.Object(
  {
    fields: Type.Record(Type.String(), Type.Unknown()),
    secrets: Type.Array(Type.String(), { description: "What it had and this document has not: made anew, or unset" }),
  },
  { title: "KeptRecord", additionalProperties: false },
);
const exported = {
  format: Type.Literal("offhook-company"),
  records: Type.Record(Type.String(), Type.Array(Kept), {
    description: "What an import makes the company of: all records by their kind, without secrets; no tokens",
    examples: [
      {
        tenant: [{ fields: { id: "k3m9q2w8e5r7t1y4u6a0", name: "Atelier Martin", country: "FR" }, secrets: [] }],
        user: [{ fields: { id: "3f9a1c2b4d5e6f708192", name: "Alice Martin" }, secrets: ["passwordHash"] }],
      },
    ],
  }),
};
const told = {
  exportedAt: Type.String({ format: "date-time" }),
  settings: Type.Record(Type.String(), Type.Array(Type.Unknown()), {
    description: "All settings by their kind, as the API shows each of them: without passwords, PINs and secrets",
  }),
  months: Type.Array(Type.Unknown(), { description: "What its seats cost, the newest month first" }),
};
const Export = Type.Object({ ...exported, company: Company, ...told }, { title: "CompanyExport" });
const Import = Type.Object(
  { ...exported, ...Type.Partial(Type.Object({ company: Type.Unknown(), ...told })).properties },
  { title: "CompanyImport", additionalProperties: false, description: "An export as it is; only `records` matters" },
);

/** Companies as documents: out of the system, and into it. */
export function tenantCopyRoutes(api: Api, parts: ApiParts): void {
  exportTenant(api, parts);
  importTenant(api, parts);
}

/** The company itself, for its administrators. */
export function ownExportRoute(api: Api, parts: ApiParts): void {
  const schema = {
    operationId: "exportCompany",
    summary: "All settings of the company as one JSON document",
    description: "Recordings and the history of calls aren't in it, nor secrets. The journal tells of it.",
    ...{ tags: ["tenant"], response: { 200: Export, 503: Problem } },
  };
  api.get("/tenant/export", { schema }, async ({ identity }, reply) => {
    requireAdmin(identity);
    const record = parts.settings.snapshot.tenant(identity.tenantId);
    if (record === undefined) throw new NotFound("tenant");
    reply.header("Content-Disposition", `attachment; filename="company-${record.id}.json"`);
    return exportOf(parts, record, identity.actor);
  });
}

function exportTenant(api: Api, parts: ApiParts): void {
  const schema = {
    operationId: "exportTenant",
    summary: "All settings of a company as one JSON document (provider only)",
    description:
      "To be kept before it is deleted, or to be imported. Recordings and the history of calls aren't in it. The company's journal tells of it.",
    ...{ tags, security, params: OneTenant },
    response: { 200: Export, 401: Problem, 404: Problem, 503: Problem },
  };
  api.get("/tenants/:id/export", { schema }, async ({ params }, reply) => {
    const record = tenantNamed(parts, params.id);
    reply.header("Content-Disposition", `attachment; filename="company-${record.id}.json"`);
    return exportOf(parts, record, OPERATOR);
  });
}

async function exportOf(
  { settings, clock, seats }: ApiParts,
  record: TenantRecord,
  actor: Actor,
): Promise<Static<typeof Export>> {
  const { id } = record;
  const months = await seats.months(id);
  await settings.change(id, actor, (draft) => draft.note({ what: "created", kind: "export", id, fields: [] }));
  const { snapshot, kinds } = settings;
  const all = Object.values(kinds).flatMap((kind) => {
    if (kind.name === "tenant") return [];
    return [[kind.name, snapshot.settings(kind.name, id).map((each) => plainView(kind, each))] as const];
  });
  const records = Object.entries(companyRecords(snapshot, kinds, id)).map(([kind, kept]) => {
    const copies = kept.map(({ fields, secrets }) => ({ fields: { ...fields }, secrets: [...secrets] }));
    return [kind, copies] as const;
  });
  return {
    ...{ format: "offhook-company", exportedAt: new Date(clock.nowMs()).toISOString() },
    ...{ company: companyView(record, snapshot), records: Object.fromEntries(records) },
    ...{ settings: Object.fromEntries(all), months: [...months] },
  };
}

/** The PINs of conferences are shown to administrators, and don't leave in a file. */
function plainView({ view, secrets = [] }: SettingKind, record: Records[Kind]): object {
  return Object.fromEntries(Object.entries(view(record)).filter(([name]) => !secrets.includes(name)));
}

function importTenant(api: Api, parts: ApiParts): void {
  const { settings, logger } = parts;
  const schema = {
    operationId: "importTenant",
    summary: "Add a company by the document that one was exported as: all of it, or nothing (provider only)",
    description: `Its records get new identities. Secrets aren't in the document: users have no password and no PIN (invite them), devices and
      webhooks get new secrets, trunks have none, tokens don't come along. Numbers, e-mail addresses and SIP usernames that the system has already
      are refused with 409. \`errors\` names the record: /records/user/3/fields/email. Try it with dryRun=true first.`,
    ...{ tags, security, body: Import },
    response: { 201: Company, 401: Problem, 409: Problem, 422: Problem },
  };
  const config = { tellsLocation: true };
  api.post("/tenants/import", { config, schema, bodyLimit: MOST_BYTES }, async ({ body: { records } }, reply) => {
    const id = await settings.importTenant(records, OPERATOR);
    logger.info({ event: "company.imported", tenant: id }, "a company is imported");
    const view = companyView(tenantNamed(parts, id), settings.snapshot);
    return reply.code(201).header("Location", `/api/v1/tenants/${id}`).send(withVersion(reply, view));
  });
}
