import { Type } from "typebox";
import { NewRingGroup, RingGroup, RingGroupPatch, type RingGroupRecord } from "../../settings/schemas/ring-group.ts";
import { RingGroupIdText } from "../../settings/schemas/words.ts";
import { ringGroupView } from "../../settings/views.ts";
import { NotFound } from "../errors.ts";
import { requireAdmin, type Identity } from "../identity.ts";
import { Page, PageQuery, pageOf } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { destinationOf, Reassignment } from "../reassignment.ts";
import { ifMatchOf, withVersion } from "../versions.ts";

const tags = ["ring-groups"];
const params = Type.Object({ id: RingGroupIdText });

/** Several people reached by one number. */
export function ringGroupRoutes(api: Api, { settings }: ApiParts): void {
  const groupOf = (identity: Identity, id: RingGroupRecord["id"]): RingGroupRecord => {
    requireAdmin(identity);
    const group = settings.snapshot.ringGroup(id);
    if (group?.tenantId !== identity.tenantId) throw new NotFound("ring group");
    return group;
  };

  api.get(
    "/ring-groups",
    { schema: { summary: "List ring groups", tags, querystring: PageQuery, response: { 200: Page(RingGroup) } } },
    ({ identity, query }) => {
      requireAdmin(identity);
      return pageOf(
        settings.snapshot.ringGroups(identity.tenantId),
        query,
        ({ name, extension }) => [name, extension],
        ringGroupView,
      );
    },
  );

  api.post(
    "/ring-groups",
    {
      schema: {
        summary: "Add a ring group",
        tags,
        body: NewRingGroup,
        response: { 201: RingGroup, 409: Problem, 422: Problem },
      },
    },
    async ({ identity, body }, reply) => {
      requireAdmin(identity);
      const made = await settings.change(identity.tenantId, identity.actor, (draft) => draft.addRingGroup(body));
      return reply
        .code(201)
        .header("Location", `/api/v1/ring-groups/${made.id}`)
        .send(withVersion(reply, ringGroupView(made)));
    },
  );

  api.get(
    "/ring-groups/:id",
    { schema: { summary: "Read a ring group", tags, params, response: { 200: RingGroup, 404: Problem } } },
    ({ identity, params: { id } }, reply) => withVersion(reply, ringGroupView(groupOf(identity, id))),
  );

  api.patch(
    "/ring-groups/:id",
    {
      schema: {
        summary: "Change a ring group",
        tags,
        params,
        body: RingGroupPatch,
        response: { 200: RingGroup, 404: Problem, 409: Problem, 422: Problem },
      },
    },
    async (request, reply) => {
      const {
        identity,
        params: { id },
        body,
      } = request;
      groupOf(identity, id);
      const ifMatch = ifMatchOf(request);
      const changed = await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.changeRingGroup(id, body, ifMatch),
      );
      return withVersion(reply, ringGroupView(changed));
    },
  );

  api.delete(
    "/ring-groups/:id",
    {
      schema: {
        summary: "Remove a ring group",
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
      groupOf(identity, id);
      const how = { ifMatch: ifMatchOf(request), reassignTo: destinationOf(reassignTo) };
      await settings.change(identity.tenantId, identity.actor, (draft) => draft.removeRingGroup(id, how));
      return reply.code(204).send(null);
    },
  );
}
