import { Type } from "typebox";
import {
  NewConference,
  Conference,
  ConferencePatch,
  type ConferenceRecord,
} from "../../settings/schemas/conference.ts";
import { ConferenceIdText } from "../../settings/schemas/words.ts";
import { conferenceView } from "../../settings/views.ts";
import { NotFound } from "../errors.ts";
import { requireAdmin, type Identity } from "../identity.ts";
import { Page, PageQuery, pageOf } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { destinationOf, Reassignment } from "../reassignment.ts";
import { ifMatchOf, withVersion } from "../versions.ts";

const tags = ["conferences"];
const params = Type.Object({ id: ConferenceIdText });

/** Rooms that people meet in by telephone. PINs are for admins to see, who tell them to those they invite. */
export function conferenceRoutes(api: Api, { settings }: ApiParts): void {
  const conferenceOf = (identity: Identity, id: ConferenceRecord["id"]): ConferenceRecord => {
    requireAdmin(identity);
    const conference = settings.snapshot.conference(id);
    if (conference?.tenantId !== identity.tenantId) throw new NotFound("conference");
    return conference;
  };

  api.get(
    "/conferences",
    { schema: { summary: "List conferences", tags, querystring: PageQuery, response: { 200: Page(Conference) } } },
    ({ identity, query }) => {
      requireAdmin(identity);
      return pageOf(
        settings.snapshot.conferences(identity.tenantId),
        query,
        ({ name, extension }) => [name, extension],
        conferenceView,
      );
    },
  );

  api.post(
    "/conferences",
    {
      schema: {
        summary: "Add a conference",
        tags,
        body: NewConference,
        response: { 201: Conference, 409: Problem, 422: Problem },
      },
    },
    async ({ identity, body }, reply) => {
      requireAdmin(identity);
      const made = await settings.change(identity.tenantId, identity.actor, (draft) => draft.addConference(body));
      return reply
        .code(201)
        .header("Location", `/api/v1/conferences/${made.id}`)
        .send(withVersion(reply, conferenceView(made)));
    },
  );

  api.get(
    "/conferences/:id",
    { schema: { summary: "Read a conference", tags, params, response: { 200: Conference, 404: Problem } } },
    ({ identity, params: { id } }, reply) => withVersion(reply, conferenceView(conferenceOf(identity, id))),
  );

  api.patch(
    "/conferences/:id",
    {
      schema: {
        summary: "Change a conference",
        tags,
        params,
        body: ConferencePatch,
        response: { 200: Conference, 404: Problem, 409: Problem, 422: Problem },
      },
    },
    async (request, reply) => {
      const {
        identity,
        params: { id },
        body,
      } = request;
      conferenceOf(identity, id);
      const ifMatch = ifMatchOf(request);
      const changed = await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.changeConference(id, body, ifMatch),
      );
      return withVersion(reply, conferenceView(changed));
    },
  );

  api.delete(
    "/conferences/:id",
    {
      schema: {
        summary: "Remove a conference",
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
      conferenceOf(identity, id);
      const how = { ifMatch: ifMatchOf(request), reassignTo: destinationOf(reassignTo) };
      await settings.change(identity.tenantId, identity.actor, (draft) => draft.removeConference(id, how));
      return reply.code(204).send(null);
    },
  );
}
