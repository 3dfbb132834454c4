import { Type } from "typebox";
import { OPERATOR } from "../../settings/schemas/audit.ts";
import { E164Text } from "../../settings/schemas/words.ts";
import type { E164 } from "../../vocabulary/e164.ts";
import { listQuery, Page, pageOf, type Listing } from "../paging.ts";
import { OneTenant, tenantNamed } from "../operator.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";

const tags = ["tenants"];
const security = [{ token: [] }];
const Given = Type.Object({ number: E164Text }, { title: "GivenNumber", additionalProperties: false });

const NUMBERS: Listing<{ readonly number: E164 }> = {
  id: ({ number }) => number,
  texts: ({ number }) => [number],
  sorts: { number: ({ number }) => number },
  sort: "number",
};

/** Numbers of one company: given out here, so that no company takes another's. */
export function tenantNumberRoutes(api: Api, parts: ApiParts): void {
  const { settings } = parts;
  api.get(
    "/tenants/:id/phone-numbers",
    {
      schema: {
        operationId: "listTenantPhoneNumbers",
        summary: "List the numbers that a company has (provider only)",
        ...{ tags, security, params: OneTenant, querystring: listQuery(NUMBERS) },
        response: { 200: Page(Given), 401: Problem, 404: Problem },
      },
    },
    ({ params: { id }, query }) =>
      pageOf(settings.snapshot.numbers(tenantNamed(parts, id).id), query, NUMBERS, ({ number }) => ({ number })),
  );

  api.post(
    "/tenants/:id/phone-numbers",
    {
      schema: {
        operationId: "giveTenantPhoneNumber",
        summary: "Give a company a number (provider only); the company points it where it likes",
        ...{ tags, security, params: OneTenant, body: Given },
        response: { 201: Given, 401: Problem, 404: Problem, 409: Problem, 422: Problem },
      },
    },
    async ({ params: { id }, body: { number } }, reply) => {
      tenantNamed(parts, id);
      await settings.change(id, OPERATOR, (draft) => draft.add("number", { number }));
      await settings.numberInventory.add([number]);
      return reply.code(201).send({ number });
    },
  );

  api.delete(
    "/tenants/:id/phone-numbers/:number",
    {
      schema: {
        operationId: "takeTenantPhoneNumber",
        summary: "Take a number back into the inventory (provider only); calls to it end",
        ...{ tags, security, params: Type.Object({ ...OneTenant.properties, number: E164Text }) },
        response: { 204: Type.Null(), 401: Problem, 404: Problem, 409: Problem },
      },
    },
    async ({ params: { id, number } }, reply) => {
      tenantNamed(parts, id);
      await settings.change(id, OPERATOR, (draft) => draft.remove("number", number));
      await settings.numberInventory.add([number]);
      return reply.code(204).send(null);
    },
  );
}
