import { Type } from "typebox";
import { times } from "../../billing/money.ts";
import type { BilledMonth } from "../../billing/months.ts";
import { SeatPrice, type TenantRecord } from "../../settings/kinds/tenant.ts";
import { NotFound } from "../errors.ts";
import { requireAdmin, type Identity } from "../identity.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";

const tags = ["billing"];
const Sum = Type.String({ description: "Decimal, in the currency of the seat price", examples: ["650.00"] });
const Seats = Type.Integer({ minimum: 0 });

const BilledMonthView = Type.Object(
  {
    month: Type.String({ description: "Of the company's time zone", examples: ["2026-11"] }),
    seats: Type.Integer({ minimum: 0, description: "The greatest number of users in this month" }),
    seatPrice: SeatPrice,
    total: Sum,
  },
  { title: "BilledMonth" },
);
const Billing = Type.Object(
  {
    seats: Type.Integer({ minimum: 0, description: "Users now: each is a seat" }),
    seatPrice: SeatPrice,
    monthly: Type.String({ description: "What a month with the seats of now costs", examples: ["600.00"] }),
    thisMonth: BilledMonthView,
    months: Type.Array(BilledMonthView, {
      description: "The newest first; the first is this month, as it is until now",
    }),
  },
  { title: "Billing" },
);
const QuoteRequest = Type.Object(
  { adding: Type.Integer({ minimum: 1, maximum: 1_000, description: "Users that are about to be added" }) },
  { additionalProperties: false, title: "BillingQuoteRequest" },
);
const Quote = Type.Object(
  { seats: Seats, seatsAfter: Seats, monthlyBefore: Sum, monthlyAfter: Sum, seatPrice: SeatPrice },
  { title: "BillingQuote" },
);

/** What the company's seats cost, what they have cost, and what more of them would. */
export function billingRoutes(api: Api, parts: ApiParts): void {
  readBilling(api, parts);
  exportBilling(api, parts);
  quote(api, parts);
}

function readBilling(api: Api, parts: ApiParts): void {
  const schema = {
    ...{ operationId: "getBilling", summary: "What the company's seats cost", tags },
    description: "A month costs the greatest number of users that there were in it, at the price that held last",
    response: { 200: Billing, 503: Problem },
  };
  api.get("/billing", { schema }, async ({ identity }) => {
    const tenant = tenantOf(parts, identity);
    const seats = seatsOf(parts, tenant);
    const months = (await parts.seats.months(tenant.id)).map(monthView);
    const [thisMonth] = months;
    if (thisMonth === undefined) throw new NotFound("month");
    return { seats, seatPrice: { ...tenant.seatPrice }, monthly: times(seats, tenant.seatPrice), thisMonth, months };
  });
}

const HEADER = "month,seats,seatPrice,total,currency";
const EXAMPLE = `${HEADER}\r\n2026-11,13,50.00,650.00,EUR\r\n`;

function exportBilling(api: Api, parts: ApiParts): void {
  const schema = {
    ...{ operationId: "exportBilling", summary: "The months as a CSV file (RFC 4180), the newest first", tags },
    produces: ["text/csv"],
    response: {
      200: { description: "A line a month", content: { "text/csv": { schema: Type.String({ examples: [EXAMPLE] }) } } },
      503: Problem,
    },
  };
  api.get("/billing.csv", { schema }, async ({ identity }, reply) => {
    const months = await parts.seats.months(tenantOf(parts, identity).id);
    const lines = months.map(({ month, seats, price, total }) =>
      [month, seats, price.amount, total, price.currency].join(","),
    );
    reply.header("content-disposition", 'attachment; filename="billing.csv"');
    return reply.type("text/csv; charset=utf-8; header=present").send([HEADER, ...lines, ""].join("\r\n"));
  });
}

function quote(api: Api, parts: ApiParts): void {
  const schema = {
    ...{ operationId: "quoteBilling", summary: "What a month would cost with more users; changes nothing", tags },
    ...{ body: QuoteRequest, response: { 200: Quote, 422: Problem } },
  };
  api.post("/billing/quote", { schema }, ({ identity, body: { adding } }) => {
    const tenant = tenantOf(parts, identity);
    const seats = seatsOf(parts, tenant);
    const seatsAfter = seats + adding;
    const { seatPrice } = tenant;
    return {
      ...{ seats, seatsAfter, seatPrice: { ...seatPrice } },
      ...{ monthlyBefore: times(seats, seatPrice), monthlyAfter: times(seatsAfter, seatPrice) },
    };
  });
}

/** @throws NotAllowed, NotFound */
function tenantOf({ settings }: ApiParts, identity: Identity): TenantRecord {
  requireAdmin(identity);
  const tenant = settings.snapshot.tenant(identity.tenantId);
  if (tenant === undefined) throw new NotFound("tenant");
  return tenant;
}

function seatsOf({ settings }: ApiParts, { id }: TenantRecord): number {
  return settings.snapshot.users(id).length;
}

function monthView({ month, seats, price, total }: BilledMonth): Type.Static<typeof BilledMonthView> {
  return { month, seats, seatPrice: { ...price }, total };
}
