import { Type } from "typebox";
import { NewTrunk, Trunk, TrunkPatch, TrunkStatus, trunkView } from "../../settings/kinds/trunk.ts";
import { TrunkIdText } from "../../settings/schemas/words.ts";
import type { TrunkState } from "../../trunks/state.ts";
import { ofOwnCompany, requireAdmin } from "../identity.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { settingRoutes } from "../setting-routes.ts";

const tags = ["trunks"];
const params = Type.Object({ id: TrunkIdText });

/** The lines of providers: where public calls come from and go to. */
export function trunkRoutes(api: Api, { settings, trunks }: ApiParts): void {
  settingRoutes(api, settings, {
    tags,
    path: "/trunks",
    noun: "trunk",
    schemas: { key: TrunkIdText, new: NewTrunk, patch: TrunkPatch, view: Trunk },
    all: (snapshot, tenant) => snapshot.trunks(tenant),
    find: (snapshot, id) => snapshot.trunk(id),
    keyOf: ({ id }) => id,
    textsOf: ({ name, host }) => [name, host],
    view: trunkView,
    listed: {
      schema: Type.Object({ ...Trunk.properties, status: TrunkStatus }),
      view: (trunk) => ({ ...trunkView(trunk), status: statusView(trunks.of(trunk.id)) }),
    },
    add: (draft, trunk) => draft.add("trunk", trunk),
    change: (draft, id, patch, ifMatch) => draft.change("trunk", id, patch, ifMatch),
    remove: (draft, id, { ifMatch }) => draft.remove("trunk", id, { ifMatch: ifMatch }),
  });

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
    ({ identity, params: { id } }) => {
      requireAdmin(identity);
      return statusView(trunks.of(ofOwnCompany(identity, settings.snapshot.trunk(id), "trunk").id));
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
