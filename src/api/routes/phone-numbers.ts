import { Type } from "typebox";
import {
  NewPhoneNumber,
  PhoneNumber,
  PhoneNumberPatch,
  type PhoneNumberRecord,
} from "../../settings/schemas/phone-number.ts";
import { E164Text } from "../../settings/schemas/words.ts";
import { phoneNumberView } from "../../settings/views.ts";
import { NotFound } from "../errors.ts";
import { requireAdmin, type Identity } from "../identity.ts";
import { Page, PageQuery, pageOf } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { ifMatchOf, withVersion } from "../versions.ts";

const tags = ["phone-numbers"];
const params = Type.Object({ number: E164Text });

/** Direct numbers, and whom each reaches. */
export function phoneNumberRoutes(api: Api, { settings }: ApiParts): void {
  const numberOf = (identity: Identity, number: PhoneNumberRecord["number"]): PhoneNumberRecord => {
    requireAdmin(identity);
    const record = settings.snapshot.number(number);
    if (record?.tenantId !== identity.tenantId) throw new NotFound("phone number");
    return record;
  };

  api.get(
    "/phone-numbers",
    { schema: { summary: "List phone numbers", tags, querystring: PageQuery, response: { 200: Page(PhoneNumber) } } },
    ({ identity, query }) => {
      requireAdmin(identity);
      return pageOf(settings.snapshot.numbers(identity.tenantId), query, ({ number }) => [number], phoneNumberView);
    },
  );

  api.post(
    "/phone-numbers",
    {
      schema: {
        summary: "Add a phone number",
        tags,
        body: NewPhoneNumber,
        response: { 201: PhoneNumber, 409: Problem, 422: Problem },
      },
    },
    async ({ identity, body }, reply) => {
      requireAdmin(identity);
      const made = await settings.change(identity.tenantId, identity.actor, (draft) => draft.addNumber(body));
      const location = `/api/v1/phone-numbers/${encodeURIComponent(made.number)}`;
      return reply
        .code(201)
        .header("Location", location)
        .send(withVersion(reply, phoneNumberView(made)));
    },
  );

  api.get(
    "/phone-numbers/:number",
    { schema: { summary: "Read a phone number", tags, params, response: { 200: PhoneNumber, 404: Problem } } },
    ({ identity, params: { number } }, reply) => withVersion(reply, phoneNumberView(numberOf(identity, number))),
  );

  api.patch(
    "/phone-numbers/:number",
    {
      schema: {
        summary: "Point a phone number elsewhere",
        tags,
        params,
        body: PhoneNumberPatch,
        response: { 200: PhoneNumber, 404: Problem, 409: Problem, 422: Problem },
      },
    },
    async (request, reply) => {
      const {
        identity,
        params: { number },
        body,
      } = request;
      numberOf(identity, number);
      const ifMatch = ifMatchOf(request);
      const changed = await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.changeNumber(number, body, ifMatch),
      );
      return withVersion(reply, phoneNumberView(changed));
    },
  );

  api.delete(
    "/phone-numbers/:number",
    {
      schema: {
        summary: "Remove a phone number",
        tags,
        params,
        response: { 204: Type.Null(), 404: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      const {
        identity,
        params: { number },
      } = request;
      numberOf(identity, number);
      const ifMatch = ifMatchOf(request);
      await settings.change(identity.tenantId, identity.actor, (draft) => draft.removeNumber(number, ifMatch));
      return reply.code(204).send(null);
    },
  );
}
