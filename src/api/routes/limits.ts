import { Type } from "typebox";
import { LIMIT_KINDS, WINDOW_MS, type LimitKind } from "../../limits/limit.ts";
import type { LimitUsage } from "../../limits/limits.ts";
import { limitsOf, type TenantRecord } from "../../settings/kinds/tenant.ts";
import { NotFound } from "../errors.ts";
import { requireAdmin, type Identity } from "../identity.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";

const tags = ["limits"];
const Kind = Type.Unsafe<LimitKind>(Type.Union(LIMIT_KINDS.map((kind) => Type.Literal(kind))));
const Time = Type.Union([Type.String({ format: "date-time" }), Type.Null()]);

const Limit = Type.Object(
  {
    kind: Kind,
    most: Type.Union([Type.Integer(), Type.Null()], { description: "The limit; null where it is none of a count" }),
    used: Type.Union([Type.Integer(), Type.Null()], { description: "Calls that count now" }),
    reachedAt: Type.Union([Type.String({ format: "date-time" }), Type.Null()], {
      description: "When a call ran into it, within the last hour",
    }),
    liftedUntil: Time,
  },
  { title: "LimitUsage" },
);
type Limit = Type.Static<typeof Limit>;
const Limits = Type.Object({ items: Type.Array(Limit) }, { title: "LimitUsages" });

/** What keeps the telephone bill from running away, and the click that lets calls pass all the same for a while. */
export function limitRoutes(api: Api, { settings, limits, clock }: ApiParts): void {
  const tenantOf = (identity: Identity): TenantRecord => {
    requireAdmin(identity);
    const tenant = settings.snapshot.tenant(identity.tenantId);
    if (tenant === undefined) throw new NotFound("tenant");
    return tenant;
  };

  api.get(
    "/limits",
    {
      schema: {
        operationId: "listLimits",
        summary: "How calls outside stand to the company's limits",
        description: "The limits themselves are settings of the tenant",
        tags,
        response: { 200: Limits, 503: Problem },
      },
    },
    async ({ identity }) => {
      const tenant = tenantOf(identity);
      return { items: (await limits.usage(tenant.id)).map((each) => limitView(each, tenant)) };
    },
  );

  api.post(
    "/limits/:kind/lift",
    {
      schema: {
        operationId: "liftLimit",
        summary: "Let calls pass a limit until the end of its window",
        description: "For an hour, the limit of calls a day for a day",
        tags,
        params: Type.Object({ kind: Kind }),
        response: { 200: Limit, 503: Problem },
      },
    },
    async ({ identity, params: { kind }, log }, reply) => {
      const tenant = tenantOf(identity);
      // First the journal: each lifted limit has an administrator who lifted it.
      const until = new Date(clock.nowMs() + WINDOW_MS[kind]).toISOString();
      await settings.change(tenant.id, identity.actor, (draft) =>
        draft.change("tenant", tenant.id, { liftedLimits: { [kind]: until } }),
      );
      await limits.lift(tenant.id, kind);
      log.warn({ event: "limit.lifted", tenant: tenant.id, limit: kind, by: identity.actor.name }, "limit lifted");
      const lifted = (await limits.usage(tenant.id)).find((each) => each.kind === kind);
      if (lifted === undefined) throw new NotFound("limit");
      return reply.send(limitView(lifted, tenant));
    },
  );
}

function limitView({ kind, used, reachedAtMs, liftedUntilMs }: LimitUsage, tenant: TenantRecord): Limit {
  const most = limitsOf(tenant)[kind];
  return {
    kind,
    most: typeof most === "number" ? most : null,
    used: used ?? null,
    reachedAt: timeOf(reachedAtMs),
    liftedUntil: timeOf(liftedUntilMs),
  };
}

function timeOf(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
