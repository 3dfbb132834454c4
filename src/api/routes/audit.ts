import { Type } from "typebox";
import { AuditPage } from "../../settings/schemas/audit.ts";
import { requireAdmin } from "../identity.ts";
import type { Api, ApiParts } from "../parts.ts";

const Query = Type.Object(
  {
    before: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  { additionalProperties: false },
);

/** Who changed what, newest first. */
export function auditRoutes(api: Api, { settings }: ApiParts): void {
  api.get(
    "/audit",
    {
      schema: {
        operationId: "listAuditEntries",
        summary: "The journal of changes",
        tags: ["audit"],
        querystring: Query,
        response: { 200: AuditPage },
      },
    },
    async ({ identity, query }) => {
      requireAdmin(identity);
      return settings.audit(identity.tenantId, query);
    },
  );
}
