import { Type } from "typebox";
import { AuditPage } from "../../settings/schemas/audit.ts";
import { requireAdmin } from "../identity.ts";
import { defined } from "../../runtime/defined.ts";
import { readTime } from "../time.ts";
import type { Api, ApiParts } from "../parts.ts";

const Query = Type.Object(
  {
    before: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    who: Type.Optional(
      Type.String({ minLength: 1, maxLength: 100, description: "The id of a user or token, or a part of the name" }),
    ),
    kind: Type.Optional(Type.String({ maxLength: 40, description: "Of what was changed", examples: ["user"] })),
    id: Type.Optional(Type.String({ maxLength: 60, description: "Of what was changed" })),
    from: Type.Optional(Type.String({ maxLength: 40, description: "RFC 3339: changes of then or later" })),
    to: Type.Optional(Type.String({ maxLength: 40, description: "RFC 3339: changes before" })),
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
      const { from, to, ...plain } = query;
      const fromMs = from === undefined ? undefined : readTime("from", from);
      const toMs = to === undefined ? undefined : readTime("to", to);
      return settings.audit(identity.tenantId, { ...plain, ...defined({ fromMs, toMs }) });
    },
  );
}
