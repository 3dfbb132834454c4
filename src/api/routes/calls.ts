import { Type } from "typebox";
import type { CallRecord } from "../../events/call-record.ts";
import { NotFound } from "../errors.ts";
import { requireAdmin } from "../identity.ts";
import { listQuery, Page, pageOf, type Listing } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { CallIdText, Direction } from "../views/call-record.ts";

const tags = ["calls"];
const Call = Type.Object(
  {
    id: CallIdText,
    direction: Direction,
    caller: Type.String({ description: "The caller's number or extension; empty when withheld" }),
    dialled: Type.String(),
    state: Type.Union([Type.Literal("ringing"), Type.Literal("answered"), Type.Literal("voicemail")]),
    startedAt: Type.String({ description: "RFC 3339, UTC" }),
  },
  { title: "OngoingCall" },
);
type Call = Type.Static<typeof Call>;
const CALLS: Listing<Call> = {
  id: ({ id }) => id,
  texts: ({ caller, dialled }) => [caller, dialled],
  sorts: {
    startedAt: ({ startedAt }) => startedAt,
    caller: ({ caller }) => caller,
    dialled: ({ dialled }) => dialled,
    state: ({ state }) => state,
    direction: ({ direction }) => direction,
  },
  sort: "-startedAt",
};

/** The calls that go on now, whichever process has them. */
export function callRoutes(api: Api, { calls, settings }: ApiParts): void {
  const viewOf = ({ call, direction, caller, dialled, answeredBy, startedAtMs }: CallRecord): Call => {
    const { number, user } = caller;
    return {
      id: call,
      direction,
      caller: number ?? (user === undefined ? undefined : settings.snapshot.user(user)?.extension) ?? "",
      dialled,
      state: answeredBy === undefined ? "ringing" : answeredBy === "voicemail" ? "voicemail" : "answered",
      startedAt: new Date(startedAtMs).toISOString(),
    };
  };

  api.get(
    "/calls",
    {
      schema: {
        operationId: "listCalls",
        summary: "List the calls that go on now, the newest first",
        ...{ tags, querystring: listQuery(CALLS) },
        response: { 200: Page(Call) },
      },
    },
    async ({ identity, query }) => {
      requireAdmin(identity);
      const views = (await calls.list(identity.tenantId)).map(viewOf);
      return pageOf(views, query, CALLS);
    },
  );

  api.delete(
    "/calls/:id",
    {
      schema: {
        operationId: "hangUpCall",
        summary: "Hang up a call, for both sides",
        ...{ tags, params: Type.Object({ id: CallIdText }) },
        response: { 204: Type.Null(), 404: Problem, 503: Problem },
      },
    },
    async ({ identity, params: { id }, log }, reply) => {
      requireAdmin(identity);
      if (!(await calls.hangUp(identity.tenantId, id))) throw new NotFound("call");
      log.info({ event: "call.hung-up", call: id, by: identity.actor.name }, "call hung up by the API");
      return reply.code(204).send(null);
    },
  );
}
