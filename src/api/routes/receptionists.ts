import { Type } from "typebox";
import { nextChange, standingAt } from "../../hours/standing.ts";
import { scheduleOf } from "../../reception/rules.ts";
import {
  NewReceptionist,
  Receptionist,
  ReceptionistPatch,
  type ReceptionistRecord,
} from "../../settings/schemas/receptionist.ts";
import { ReceptionistIdText } from "../../settings/schemas/words.ts";
import { receptionistView } from "../../settings/views.ts";
import { RequestInvalid } from "../errors.ts";
import { requireAdmin } from "../identity.ts";
import { Page, PageQuery, pageOf } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { receptionistOf } from "../receptionist-of.ts";
import { destinationOf, Reassignment } from "../reassignment.ts";
import { ifMatchOf, withVersion } from "../versions.ts";

const tags = ["receptionists"];
const params = Type.Object({ id: ReceptionistIdText });

const AtQuery = Type.Object(
  { at: Type.Optional(Type.String({ maxLength: 40, description: "RFC 3339; now if not given" })) },
  { additionalProperties: false },
);
const Standing = Type.Object({
  at: Type.String(),
  timeZone: Type.String(),
  open: Type.Boolean(),
  because: Type.Union([
    Type.Object({ kind: Type.Literal("by-hand") }),
    Type.Object({ kind: Type.Literal("special-day"), name: Type.String() }),
    Type.Object({ kind: Type.Literal("holiday"), name: Type.String() }),
    Type.Object({ kind: Type.Literal("hours") }),
  ]),
  nextChange: Type.Union([Type.String(), Type.Null()], {
    description: "When it opens or closes next, RFC 3339 UTC; null = not within a year",
  }),
});

/** Those who answer callers, greet them, and put them through by keys. */
export function receptionistRoutes(api: Api, { settings, receptionGreetings }: ApiParts): void {
  api.get(
    "/receptionists",
    { schema: { summary: "List receptionists", tags, querystring: PageQuery, response: { 200: Page(Receptionist) } } },
    ({ identity, query }) => {
      requireAdmin(identity);
      return pageOf(
        settings.snapshot.receptionists(identity.tenantId),
        query,
        ({ name, extension }) => [name, extension],
        receptionistView,
      );
    },
  );

  api.post(
    "/receptionists",
    {
      schema: {
        summary: "Add a receptionist",
        tags,
        body: NewReceptionist,
        response: { 201: Receptionist, 409: Problem, 422: Problem },
      },
    },
    async ({ identity, body }, reply) => {
      requireAdmin(identity);
      const made = await settings.change(identity.tenantId, identity.actor, (draft) => draft.addReceptionist(body));
      return reply
        .code(201)
        .header("Location", `/api/v1/receptionists/${made.id}`)
        .send(withVersion(reply, receptionistView(made)));
    },
  );

  api.get(
    "/receptionists/:id",
    { schema: { summary: "Read a receptionist", tags, params, response: { 200: Receptionist, 404: Problem } } },
    ({ identity, params: { id } }, reply) =>
      withVersion(reply, receptionistView(receptionistOf(settings, identity, id))),
  );

  api.patch(
    "/receptionists/:id",
    {
      schema: {
        summary: "Change a receptionist; keys are replaced as a whole, hours by their parts",
        tags,
        params,
        body: ReceptionistPatch,
        response: { 200: Receptionist, 404: Problem, 409: Problem, 422: Problem },
      },
    },
    async (request, reply) => {
      const {
        identity,
        params: { id },
        body,
      } = request;
      receptionistOf(settings, identity, id);
      const ifMatch = ifMatchOf(request);
      const changed = await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.changeReceptionist(id, body, ifMatch),
      );
      return withVersion(reply, receptionistView(changed));
    },
  );

  api.delete(
    "/receptionists/:id",
    {
      schema: {
        summary: "Remove a receptionist",
        tags,
        params,
        querystring: Reassignment,
        response: { 204: Type.Null(), 404: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      const {
        identity,
        params: { id },
        query: { reassignTo },
      } = request;
      receptionistOf(settings, identity, id);
      const how = { ifMatch: ifMatchOf(request), reassignTo: destinationOf(reassignTo) };
      await settings.change(identity.tenantId, identity.actor, (draft) => draft.removeReceptionist(id, how));
      await receptionGreetings.removeAll(identity.tenantId, id);
      return reply.code(204).send(null);
    },
  );

  api.get(
    "/receptionists/:id/schedule",
    {
      schema: {
        summary: "Whether it is open at a moment, why, and until when",
        ...{ tags, params, querystring: AtQuery },
        response: { 200: Standing, 404: Problem, 422: Problem },
      },
    },
    ({ identity, params: { id }, query: { at } }) =>
      standingOf(receptionistOf(settings, identity, id), settings.snapshot.tenant(identity.tenantId)?.timeZone, at),
  );
}

function standingOf(
  record: ReceptionistRecord,
  timeZone = "UTC",
  at = new Date().toISOString(),
): Type.Static<typeof Standing> {
  const atMs = Date.parse(at);
  if (!/^\d{4}-\d{2}-\d{2}T/.test(at) || Number.isNaN(atMs))
    throw new RequestInvalid([{ field: "at", detail: "not a date and time of RFC 3339" }]);
  const schedule = scheduleOf(record, timeZone);
  const changesAtMs = nextChange(schedule, atMs);
  return {
    at: new Date(atMs).toISOString(),
    timeZone: schedule.timeZone,
    ...standingAt(schedule, atMs),
    nextChange: changesAtMs === undefined ? null : new Date(changesAtMs).toISOString(),
  };
}
