import { Type } from "typebox";
import { OPERATOR } from "../../settings/schemas/audit.ts";
import { NotFound } from "../errors.ts";
import { OneTenant, tenantNamed } from "../operator.ts";
import { ACTING_COOKIE } from "../identity.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";

const tags = ["tenants"];
const Why = Type.Object(
  { reason: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: "For the company's journal" })) },
  { title: "ActingReason", additionalProperties: false },
);
const Acting = Type.Object(
  {
    token: Type.String({ description: "Shown this once; for programs: Authorization: Bearer …" }),
    expiresAt: Type.String({ format: "date-time" }),
  },
  { title: "Acting" },
);

/** The provider becomes an administrator of a company for an hour: the company's journal tells when, why, and what is done. */
export function beginActingRoute(api: Api, parts: ApiParts): void {
  const { settings, logger } = parts;
  const schema = {
    operationId: "actForTenant",
    summary: "Act for a company as one of its administrators, for an hour (provider only)",
    description: `The answer sets a cookie for the portal, and has a token for programs. The beginning and the end stand in the company's
      journal, and every change that is made meanwhile names the provider.`,
    ...{ tags, security: [{ token: [] }], params: OneTenant, body: Why },
    response: { 201: Acting, 401: Problem, 404: Problem },
  };
  api.post("/tenants/:id/acting", { schema }, async ({ params, body: { reason = null }, protocol }, reply) => {
    const { id } = tenantNamed(parts, params.id);
    const { key, expiresAtMs } = await settings.actingKeys.begin(id);
    const expiresAt = new Date(expiresAtMs).toISOString();
    const fields = [
      { field: "/until", from: null, to: expiresAt },
      { field: "/reason", from: null, to: reason },
    ];
    await settings.change(id, OPERATOR, (draft) => draft.note({ what: "created", kind: "acting", id, fields }));
    logger.warn({ event: "company.acting", tenant: id, until: expiresAt }, "the provider acts for a company");
    const maxAge = Math.floor((expiresAtMs - parts.clock.nowMs()) / 1_000);
    void reply.setCookie(ACTING_COOKIE, key, {
      ...{ path: "/", httpOnly: true, sameSite: "strict", secure: protocol === "https", maxAge },
    });
    return reply.code(201).send({ token: key, expiresAt });
  });
}

/** The provider leaves the company. */
export function actingRoutes(api: Api, { settings }: ApiParts): void {
  const schema = {
    ...{ operationId: "stopActing", summary: "Stop acting for a company (provider only)", tags },
    response: { 204: Type.Null(), 404: Problem },
  };
  api.delete("/acting", { schema }, async ({ identity: { actingKey, tenantId } }, reply) => {
    if (actingKey === undefined) throw new NotFound("acting");
    await settings.actingKeys.end(actingKey);
    const note = { what: "removed" as const, kind: "acting", id: tenantId, fields: [] };
    await settings.change(tenantId, OPERATOR, (draft) => draft.note(note));
    return reply.clearCookie(ACTING_COOKIE, { path: "/" }).code(204).send(null);
  });
}
