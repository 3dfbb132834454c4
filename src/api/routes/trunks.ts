import { Type } from "typebox";
import { Trunk, TrunkStatus, trunkView } from "../../settings/kinds/trunk.ts";
import { TrunkIdText } from "../../settings/schemas/words.ts";
import type { TrunkState } from "../../trunks/state.ts";
import { ofOwnCompany, requireAdmin } from "../identity.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import type { RouteOptions } from "../setting-routes.ts";

const tags = ["trunks"];
const params = Type.Object({ id: TrunkIdText });

/** The list shows how each trunk does. */
export function trunkOptions({ trunks }: ApiParts): RouteOptions<"trunk"> {
  return {
    shown: {
      list: {
        schema: Type.Object({ ...Trunk.properties, status: TrunkStatus }, { title: "TrunkWithStatus" }),
        views: (records) =>
          Promise.resolve(
            records.map((record) => ({ ...trunkView(record), status: statusView(trunks.of(record.id)) })),
          ),
      },
    },
  };
}

/** How trunks do: state beside the settings. */
export function trunkRoutes(api: Api, { settings, trunks }: ApiParts): void {
  api.get(
    "/trunks/:id/status",
    {
      schema: {
        operationId: "getTrunkStatus",
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

function statusView({ registration, health, refusal }: TrunkState): TrunkStatus {
  return {
    registration: registration === null ? null : registrationView(registration),
    health: health === null ? null : { state: health.kind, since: timeOf(health.sinceMs) },
    ...(refusal === undefined ? {} : { refusal: { since: timeOf(refusal.sinceMs), reason: refusal.reason } }),
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
