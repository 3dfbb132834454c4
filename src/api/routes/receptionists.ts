import { Type } from "typebox";
import { nextChange, openingStateAt } from "../../hours/opening-state.ts";
import { scheduleOf } from "../../receptionist/menu-rules.ts";
import type { ReceptionistRecord } from "../../settings/kinds/receptionist.ts";
import { ReceptionistIdText } from "../../settings/schemas/words.ts";
import { RequestInvalid } from "../errors.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { receptionistOf } from "../receptionist-of.ts";
import type { RouteOptions } from "../setting-routes.ts";

const tags = ["receptionists"];
const params = Type.Object({ id: ReceptionistIdText });

const AtQuery = Type.Object(
  { at: Type.Optional(Type.String({ maxLength: 40, description: "RFC 3339; now if not given" })) },
  { additionalProperties: false },
);
const OpenState = Type.Object(
  {
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
  },
  { title: "OpeningState" },
);

/** A removed receptionist's greetings go. */
export function receptionistOptions({ receptionGreetings }: ApiParts): RouteOptions<"receptionist"> {
  return { removed: (tenant, id) => receptionGreetings.removeAll(tenant, id) };
}

/** Whether receptionists (auto attendants) are open. */
export function receptionistRoutes(api: Api, { settings }: ApiParts): void {
  api.get(
    "/receptionists/:id/schedule",
    {
      schema: {
        operationId: "getReceptionistSchedule",
        summary: "Whether it is open at a moment, why, and until when",
        ...{ tags, params, querystring: AtQuery },
        response: { 200: OpenState, 404: Problem, 422: Problem },
      },
    },
    ({ identity, params: { id }, query: { at } }) =>
      openStateOf(receptionistOf(settings, identity, id), settings.snapshot.tenant(identity.tenantId)?.timeZone, at),
  );
}

function openStateOf(
  record: ReceptionistRecord,
  timeZone = "UTC",
  at = new Date().toISOString(),
): Type.Static<typeof OpenState> {
  const atMs = Date.parse(at);
  if (!/^\d{4}-\d{2}-\d{2}T/.test(at) || Number.isNaN(atMs))
    throw new RequestInvalid([{ field: "at", code: "not-a-time", detail: "not a date and time of RFC 3339" }]);
  const schedule = scheduleOf(record, timeZone);
  const changesAtMs = nextChange(schedule, atMs);
  return {
    at: new Date(atMs).toISOString(),
    timeZone: schedule.timeZone,
    ...openingStateAt(schedule, atMs),
    nextChange: changesAtMs === undefined ? null : new Date(changesAtMs).toISOString(),
  };
}
