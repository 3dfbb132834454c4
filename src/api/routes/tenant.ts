import { Tenant, TenantPatch, type TenantRecord, tenantView } from "../../settings/kinds/tenant.ts";
import { NotFound } from "../errors.ts";
import { requireAdmin, type Identity } from "../identity.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { ifMatchOf, withVersion } from "../versions.ts";

const tags = ["tenant"];

/** The company itself. */
export function tenantRoutes(api: Api, { settings }: ApiParts): void {
  const tenantOf = ({ tenantId }: Identity): TenantRecord => {
    const tenant = settings.snapshot.tenant(tenantId);
    if (tenant === undefined) throw new NotFound("tenant");
    return tenant;
  };

  api.get(
    "/tenant",
    { schema: { operationId: "getTenant", summary: "Read the company's settings", tags, response: { 200: Tenant } } },
    ({ identity }, reply) => withVersion(reply, tenantView(tenantOf(identity))),
  );

  api.patch(
    "/tenant",
    {
      config: { takesIfMatch: true },
      schema: {
        operationId: "updateTenant",
        summary: "Change the company's settings",
        tags,
        body: TenantPatch,
        response: { 200: Tenant, 409: Problem, 422: Problem },
      },
    },
    async (request, reply) => {
      const { identity, body } = request;
      requireAdmin(identity);
      const ifMatch = ifMatchOf(request);
      const changed = await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.change("tenant", draft.tenantId, body, ifMatch),
      );
      return withVersion(reply, tenantView(changed));
    },
  );
}
