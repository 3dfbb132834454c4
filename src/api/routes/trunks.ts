import { Type } from "typebox";
import { NewTrunk, Trunk, TrunkPatch, TrunkStatus, type TrunkRecord } from "../../settings/schemas/trunk.ts";
import { TrunkIdText } from "../../settings/schemas/words.ts";
import { trunkView } from "../../settings/views.ts";
import type { TrunkState } from "../../trunks/state.ts";
import { NotFound } from "../errors.ts";
import { requireAdmin, type Identity } from "../identity.ts";
import { Page, PageQuery, pageOf } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { ifMatchOf, withVersion } from "../versions.ts";

const tags = ["trunks"];
const params = Type.Object({ id: TrunkIdText });

const ListedTrunk = Type.Object({ ...Trunk.properties, status: TrunkStatus });
type ListedTrunk = Type.Static<typeof ListedTrunk>;

/** The lines of providers: where public calls come from and go to. */
export function trunkRoutes(api: Api, { settings, trunks }: ApiParts): void {
  const listed = (trunk: TrunkRecord): ListedTrunk => ({
    ...trunkView(trunk),
    status: statusView(trunks.of(trunk.id)),
  });
  const trunkOf = (identity: Identity, id: TrunkRecord["id"]): TrunkRecord => {
    requireAdmin(identity);
    const trunk = settings.snapshot.trunk(id);
    if (trunk?.tenantId !== identity.tenantId) throw new NotFound("trunk");
    return trunk;
  };

  api.get(
    "/trunks",
    { schema: { summary: "List trunks", tags, querystring: PageQuery, response: { 200: Page(ListedTrunk) } } },
    ({ identity, query }) => {
      requireAdmin(identity);
      return pageOf(settings.snapshot.trunks(identity.tenantId), query, ({ name, host }) => [name, host], listed);
    },
  );

  api.post(
    "/trunks",
    { schema: { summary: "Add a trunk", tags, body: NewTrunk, response: { 201: Trunk, 409: Problem, 422: Problem } } },
    async ({ identity, body }, reply) => {
      requireAdmin(identity);
      const made = await settings.change(identity.tenantId, identity.actor, (draft) => draft.addTrunk(body));
      return reply
        .code(201)
        .header("Location", `/api/v1/trunks/${made.id}`)
        .send(withVersion(reply, trunkView(made)));
    },
  );

  api.get(
    "/trunks/:id",
    { schema: { summary: "Read a trunk", tags, params, response: { 200: Trunk, 404: Problem } } },
    ({ identity, params: { id } }, reply) => withVersion(reply, trunkView(trunkOf(identity, id))),
  );

  api.get(
    "/trunks/:id/status",
    {
      schema: {
        summary: "How a trunk does",
        description: "Whether the provider knows us and answers; the same in the list of trunks",
        tags,
        params,
        response: { 200: TrunkStatus, 404: Problem },
      },
    },
    ({ identity, params: { id } }) => statusView(trunks.of(trunkOf(identity, id).id)),
  );

  api.patch(
    "/trunks/:id",
    {
      schema: {
        summary: "Change a trunk",
        tags,
        params,
        body: TrunkPatch,
        response: { 200: Trunk, 404: Problem, 409: Problem, 422: Problem },
      },
    },
    async (request, reply) => {
      const {
        identity,
        params: { id },
        body,
      } = request;
      trunkOf(identity, id);
      const ifMatch = ifMatchOf(request);
      const changed = await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.changeTrunk(id, body, ifMatch),
      );
      return withVersion(reply, trunkView(changed));
    },
  );

  api.delete(
    "/trunks/:id",
    { schema: { summary: "Remove a trunk", tags, params, response: { 204: Type.Null(), 404: Problem, 409: Problem } } },
    async (request, reply) => {
      const {
        identity,
        params: { id },
      } = request;
      trunkOf(identity, id);
      const ifMatch = ifMatchOf(request);
      await settings.change(identity.tenantId, identity.actor, (draft) => draft.removeTrunk(id, ifMatch));
      return reply.code(204).send(null);
    },
  );
}

function statusView({ registration, health }: TrunkState): TrunkStatus {
  return {
    registration: registration === null ? null : registrationView(registration),
    health: health === null ? null : { state: health.kind, since: timeOf(health.sinceMs) },
  };
}

function registrationView(registration: NonNullable<TrunkState["registration"]>): TrunkStatus["registration"] {
  const { kind, sinceMs } = registration;
  const view = { state: kind, since: timeOf(sinceMs) };
  switch (registration.kind) {
    case "registering":
      return view;
    case "registered":
      return { ...view, expiresAt: timeOf(registration.expiresAtMs) };
    case "failed":
      return { ...view, reason: registration.reason, retryAt: timeOf(registration.retryAtMs) };
  }
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
