import { Type } from "typebox";
import { requireAdmin } from "../identity.ts";
import { Page, PageQuery, pageOf } from "../paging.ts";
import type { Api, ApiParts, LiveCall } from "../parts.ts";

const Call = Type.Object({
  id: Type.String(),
  direction: Type.Union([Type.Literal("inbound"), Type.Literal("outbound"), Type.Literal("internal")]),
  caller: Type.String(),
  dialled: Type.String(),
  state: Type.Union([Type.Literal("ringing"), Type.Literal("answered"), Type.Literal("voicemail")]),
  startedAt: Type.String({ description: "RFC 3339, UTC" }),
});

/** The calls that go on now, of this application process. */
export function callRoutes(api: Api, { liveCalls }: ApiParts): void {
  api.get(
    "/calls",
    {
      schema: {
        summary: "List the calls that go on now",
        tags: ["calls"],
        querystring: PageQuery,
        response: { 200: Page(Call) },
      },
    },
    ({ identity, query }) => {
      requireAdmin(identity);
      const calls = liveCalls().filter(({ tenantId }) => tenantId === identity.tenantId);
      return pageOf(calls, query, ({ caller, dialled }) => [caller, dialled], viewOf);
    },
  );
}

function viewOf({ id, direction, caller, dialled, state, startedAt }: LiveCall): Type.Static<typeof Call> {
  return { id, direction, caller, dialled, state, startedAt };
}
