import { Type } from "typebox";
import { OPERATOR } from "../../settings/schemas/audit.ts";
import { Suspension, type TenantRecord } from "../../settings/kinds/tenant.ts";
import { CompanyActive } from "../errors.ts";
import { OneTenant, tenantNamed } from "../operator.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { ifMatchOf, withVersion } from "../versions.ts";
import { Company, companyView } from "../views/company.ts";

const tags = ["tenants"];
const security = [{ token: [] }];
const NewSuspension = Type.Object(
  {
    reason: Type.Optional(Suspension.properties.reason),
    endCalls: Type.Optional(
      Type.Boolean({ description: "Whether calls that go on end too; false if not given. Calls for help never do" }),
    ),
  },
  { title: "NewSuspension", additionalProperties: false },
);
/** A company is suspended and goes on, is exported, and comes to its end. */
export function tenantLifeRoutes(api: Api, parts: ApiParts): void {
  suspend(api, parts);
  resume(api, parts);
  remove(api, parts);
}

function suspend(api: Api, parts: ApiParts): void {
  const { settings, clock, logger } = parts;
  const schema = {
    operationId: "suspendTenant",
    summary: "Suspend a company (provider only)",
    description: `Its calls are refused, 403 those that its phones make and 480 those from outside, but for emergency calls and the
      call-backs of emergency services. Its people and tokens are answered SW_COMPANY_SUSPENDED. Its phones and trunks stay registered,
      and nothing of its settings changes: it can go on at once.`,
    ...{ tags, security, params: OneTenant, body: NewSuspension },
    response: { 200: Company, 401: Problem, 404: Problem, 422: Problem },
  };
  api.post("/tenants/:id/suspension", { schema }, async ({ params, body: { reason = null, endCalls } }, reply) => {
    const { id } = tenantNamed(parts, params.id);
    const since = new Date(clock.nowMs()).toISOString();
    const suspended = await settings.change(id, OPERATOR, (draft) => {
      const before = draft.find("tenant", id).suspension;
      return draft.change("tenant", id, { suspension: { since: before?.since ?? since, reason } });
    });
    logger.warn({ event: "company.suspended", tenant: id }, "a company is suspended");
    if (endCalls === true) await endAllCalls(parts, suspended);
    return withVersion(reply, companyView(suspended, settings.snapshot));
  });
}

function resume(api: Api, parts: ApiParts): void {
  const { settings, logger } = parts;
  const schema = {
    ...{ operationId: "resumeTenant", summary: "Let a suspended company go on (provider only)" },
    ...{ tags, security, params: OneTenant },
    response: { 200: Company, 401: Problem, 404: Problem },
  };
  api.delete("/tenants/:id/suspension", { schema }, async ({ params }, reply) => {
    const { id } = tenantNamed(parts, params.id);
    const record = await settings.change(id, OPERATOR, (draft) => draft.change("tenant", id, { suspension: null }));
    logger.info({ event: "company.resumed", tenant: id }, "a suspended company goes on");
    return withVersion(reply, companyView(record, settings.snapshot));
  });
}

function remove(api: Api, parts: ApiParts): void {
  const { settings, erasures, logger } = parts;
  const schema = {
    operationId: "deleteTenant",
    summary: "Delete a suspended company and everything of it, for good (provider only)",
    description: `Settings, journal, log-ins, tokens, registrations, messages, greetings, history of calls: nothing stays. Its numbers go
      back to the provider's inventory. Export it first.`,
    ...{ tags, security, params: OneTenant },
    response: { 204: Type.Null(), 401: Problem, 404: Problem, 409: Problem, 503: Problem },
  };
  api.delete("/tenants/:id", { config: { takesIfMatch: true }, schema }, async (request, reply) => {
    const record = tenantNamed(parts, request.params.id);
    if (record.suspension === undefined) throw new CompanyActive();
    await endAllCalls(parts, record, "calls for help too");
    const remains = await settings.removeTenant(record.id, ifMatchOf(request) ?? record.version);
    logger.warn({ event: "company.removed", tenant: record.id }, "a company is removed");
    await settings.numberInventory.add(remains.numbers);
    await erasures.erase(remains);
    return reply.code(204).send(null);
  });
}

/** The calls of a company that go on, in all processes. */
async function endAllCalls(
  { calls }: ApiParts,
  { id }: TenantRecord,
  which: "all but calls for help" | "calls for help too" = "all but calls for help",
): Promise<void> {
  const going = await calls.list(id);
  const ending = going.filter(({ plan }) => which === "calls for help too" || !isForHelp(plan));
  await Promise.all(ending.map(({ call }) => calls.hangUp(id, call)));
}

function isForHelp(plan: unknown): boolean {
  const { kind, emergency } = (plan ?? {}) as { readonly kind?: unknown; readonly emergency?: unknown };
  return kind === "trunk" && emergency === true;
}
