import { Type } from "typebox";
import type { TenantId } from "../../vocabulary/identifiers.ts";
import { Attention, attentionOf } from "../dashboard/attention.ts";
import { trunkCondition } from "../../trunks/trunk-condition.ts";
import { requireAdmin } from "../identity.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";

const HOURS = 24;
const HOUR_MS = 3_600_000;
/** Redis serves nothing else while it reads them, and answers within the time-out of a look-up. */
const DEVICES_AT_ONCE = 500;

const Count = Type.Integer({ minimum: 0 });
const Dashboard = Type.Object(
  {
    phones: Type.Object({ total: Count, online: Count }),
    trunks: Type.Object({
      ...{ total: Count, up: Count, down: Count },
      unknown: Type.Integer({ minimum: 0, description: "Not monitored, or not looked at yet" }),
      disabled: Count,
    }),
    calls: Type.Object({ live: Type.Integer({ minimum: 0, description: "Calls that go on now" }) }),
    callsPerHour: Type.Array(
      Type.Object({ from: Type.String({ description: "The hour's beginning, RFC 3339, UTC" }), calls: Count }),
      { description: `Calls that are over, by the hour in which they began: ${HOURS} hours, the last one goes on` },
    ),
    attention: Type.Array(Attention, { description: "What should be looked at, the gravest first" }),
  },
  { title: "Dashboard" },
);
type Dashboard = Type.Static<typeof Dashboard>;

/** The home page of an administrator. */
export function dashboardRoutes(api: Api, parts: ApiParts): void {
  const schema = {
    ...{ operationId: "getDashboard", summary: "How the company's telephone system does, and what needs attention" },
    ...{ tags: ["dashboard"], response: { 200: Dashboard, 503: Problem } },
  };
  api.get("/dashboard", { schema }, async ({ identity }) => {
    requireAdmin(identity);
    const { tenantId } = identity;
    const [phones, live, callsPerHour, attention] = await Promise.all([
      phonesOf(parts, tenantId),
      parts.calls.list(tenantId),
      callsPerHourOf(parts, tenantId),
      attentionOf(parts, tenantId),
    ]);
    return { phones, trunks: trunksOf(parts, tenantId), calls: { live: live.length }, callsPerHour, attention };
  });
}

async function phonesOf({ settings, bindings }: ApiParts, tenant: TenantId): Promise<Dashboard["phones"]> {
  const devices = settings.snapshot.devices(tenant).map(({ id }) => id);
  let online = 0;
  for (let from = 0; from < devices.length; from += DEVICES_AT_ONCE)
    online += (await bindings.bindingsOf(devices.slice(from, from + DEVICES_AT_ONCE))).size;
  return { total: devices.length, online };
}

function trunksOf({ settings, trunks }: ApiParts, tenant: TenantId): Dashboard["trunks"] {
  const counts = { up: 0, down: 0, unknown: 0, disabled: 0 };
  const all = settings.snapshot.trunks(tenant);
  for (const trunk of all) counts[trunkCondition(trunk, trunks.of(trunk.id)).kind] += 1;
  return { total: all.length, ...counts };
}

/** Whole hours: the bars of a picture stay where they are while it is looked at. */
async function callsPerHourOf({ callRecords, clock }: ApiParts, tenant: TenantId): Promise<Dashboard["callsPerHour"]> {
  const untilMs = (Math.floor(clock.nowMs() / HOUR_MS) + 1) * HOUR_MS;
  const counts = await callRecords.countByHour(tenant, untilMs, HOURS);
  return counts.map((calls, hour) => ({
    from: new Date(untilMs - (HOURS - hour) * HOUR_MS).toISOString(),
    calls,
  }));
}
