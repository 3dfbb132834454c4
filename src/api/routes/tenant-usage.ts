import { Type } from "typebox";
import { times } from "../../billing/money.ts";
import { SeatPrice, type TenantRecord } from "../../settings/kinds/tenant.ts";
import { TenantIdText } from "../../settings/schemas/words.ts";
import { listQuery, Page, pageOf, type Listing } from "../paging.ts";
import { OneTenant, tenantNamed } from "../operator.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";

const tags = ["tenants"];
const security = [{ token: [] }];
const Count = Type.Integer({ minimum: 0 });
const Usage = Type.Object(
  {
    ...{ tenantId: TenantIdText, name: Type.String(), isSuspended: Type.Boolean() },
    month: Type.String({ description: "This month, where the company is", examples: ["2026-11"] }),
    seats: Type.Integer({ minimum: 0, description: "The greatest number of users in this month: what is billed" }),
    seatsNow: Count,
    seatPrice: SeatPrice,
    total: Type.String({ description: "Seats × price", examples: ["650.00"] }),
    ...{ inboundCalls: Count, outboundCalls: Count, internalCalls: Count },
    outboundMinutes: Type.Number({ minimum: 0, description: "Talked over trunks, to a tenth" }),
    inboundMinutes: Type.Number({ minimum: 0 }),
    callsNow: Count,
    storedBytes: Type.Integer({ minimum: 0, description: "Messages and greetings, as of a minute ago" }),
  },
  { title: "CompanyUsage" },
);
type Usage = Type.Static<typeof Usage>;
const COMPANIES: Listing<TenantRecord> = {
  id: ({ id }) => id,
  texts: ({ name }) => [name],
  sorts: { name: ({ name }) => name },
  sort: "name",
};

/** What companies use in this month: calls are counted as they end, from the first Offhook on that counted them. */
export function tenantUsageRoutes(api: Api, parts: ApiParts): void {
  const of200 = { 401: Problem, 503: Problem };
  api.get(
    "/tenants/usage",
    {
      schema: {
        ...{ operationId: "listTenantUsage", summary: "What each company uses in this month (provider only)" },
        ...{ tags, security, querystring: listQuery(COMPANIES), response: { 200: Page(Usage), ...of200 } },
      },
    },
    async ({ query }) => {
      const { items, ...page } = pageOf(parts.settings.snapshot.tenants(), query, COMPANIES);
      return { items: await Promise.all(items.map((tenant) => usageOf(parts, tenant))), ...page };
    },
  );
  api.get(
    "/tenants/:id/usage",
    {
      schema: {
        ...{ operationId: "getTenantUsage", summary: "What a company uses in this month (provider only)" },
        ...{ tags, security, params: OneTenant, response: { 200: Usage, 404: Problem, ...of200 } },
      },
    },
    ({ params: { id } }) => usageOf(parts, tenantNamed(parts, id)),
  );
}

async function usageOf(parts: ApiParts, { id, name, seatPrice, suspension }: TenantRecord): Promise<Usage> {
  const [[thisMonth], usage, going, storedBytes] = await Promise.all([
    parts.seats.months(id),
    parts.usage.thisMonth(id),
    parts.calls.list(id),
    parts.storedBytes(id),
  ]);
  const seatsNow = parts.settings.snapshot.users(id).length;
  const seats = thisMonth?.seats ?? seatsNow;
  const { month, inboundCalls, outboundCalls, internalCalls } = usage;
  return {
    ...{
      tenantId: id,
      name,
      isSuspended: suspension !== undefined,
      month,
      seats,
      seatsNow,
      seatPrice: { ...seatPrice },
    },
    ...{ total: thisMonth?.total ?? times(seats, seatPrice), inboundCalls, outboundCalls, internalCalls },
    outboundMinutes: minutes(usage.outboundSeconds),
    inboundMinutes: minutes(usage.inboundSeconds),
    ...{ callsNow: going.length, storedBytes },
  };
}

function minutes(seconds: number): number {
  return Math.round(seconds / 6) / 10;
}
