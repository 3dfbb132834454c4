import { Type } from "typebox";
import type { PhoneDialog } from "../../presence/phone-state.ts";
import type { Snapshot } from "../../settings/snapshot.ts";
import { UserIdText } from "../../settings/schemas/words.ts";
import type { UserId } from "../../vocabulary/identifiers.ts";
import { listQuery, Page, pageOf, type Listing } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { UserState } from "./directory.ts";
import { userOf } from "./users.ts";

const State = Type.Object(
  {
    state: UserState,
    calls: Type.Integer({ description: "How many calls the user is in" }),
    ringing: Type.Integer({ description: "How many calls ring at the user's phones" }),
  },
  { title: "UserState" },
);

const ParkedCall = Type.Object(
  {
    slot: Type.String({ examples: ["701"], description: "Dialled by any phone of the company, it takes the call" }),
    caller: Type.Union([Type.String(), Type.Null()], { description: "Number or extension; null = withheld" }),
    callerName: Type.Union([Type.String(), Type.Null()]),
    parkedBy: Type.Union([UserIdText, Type.Null()]),
    parkedAt: Type.String({ description: "RFC 3339, UTC" }),
  },
  { title: "ParkedCall" },
);

/** Who is on the telephone, and which calls wait to be taken; of all application processes. */
export function phoneStateRoutes(api: Api, parts: ApiParts): void {
  const { phones, settings } = parts;

  api.get(
    "/users/:id/state",
    {
      schema: {
        operationId: "getUserState",
        summary: "Whether a colleague is on the telephone",
        tags: ["users"],
        params: Type.Object({ id: UserIdText }),
        response: { 200: State, 404: Problem },
      },
    },
    ({ identity, params: { id } }) => {
      userOf(parts, identity, id); // every user of the company may see it: their phones show it too
      return { state: phones.presenceOf(id), calls: phones.callsOf(id), ringing: phones.ringingAt(id) };
    },
  );

  api.get(
    "/parked-calls",
    {
      schema: {
        operationId: "listParkedCalls",
        summary: "List the calls that wait in parking slots",
        tags: ["calls"],
        querystring: listQuery(PARKED),
        response: { 200: Page(ParkedCall) },
      },
    },
    ({ identity, query }) => {
      return pageOf([...phones.slotsOf(identity.tenantId)], query, PARKED, (call) => viewOf(call, settings.snapshot));
    },
  );
}

const PARKED: Listing<PhoneDialog> = {
  id: ({ id }) => id,
  texts: (call) => [slotOf(call), call.remote.number ?? ""],
  sorts: { slot: slotOf, parkedAt: ({ sinceMs }) => sinceMs, caller: ({ remote }) => remote.number },
  sort: "slot",
};

function slotOf({ of }: PhoneDialog): string {
  return of.kind === "slot" ? of.slot : "";
}

function viewOf(call: PhoneDialog, snapshot: Snapshot): Type.Static<typeof ParkedCall> {
  const { of, remote, sinceMs } = call;
  const colleague = remote.user === undefined ? undefined : snapshot.user(remote.user);
  const by: UserId | undefined = of.kind === "slot" ? of.by : undefined;
  return {
    slot: slotOf(call),
    caller: colleague?.extension ?? remote.number ?? null,
    callerName: colleague?.name ?? remote.name ?? null,
    parkedBy: by ?? null,
    parkedAt: new Date(sinceMs).toISOString(),
  };
}
