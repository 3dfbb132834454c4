import { Type } from "typebox";
import { ConferenceIdText } from "../../settings/schemas/words.ts";
import type { ConferenceId } from "../../vocabulary/identifiers.ts";
import { CallRefused, NotFound } from "../errors.ts";
import { ofOwnCompany, requireAdmin, type Identity } from "../identity.ts";
import type { ConferenceMember } from "../live-desk.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { CallIdText } from "../views/call-record.ts";

const tags = ["conferences"];
const Member = Type.Object({
  id: Type.String({ description: "The member's call" }),
  number: Type.String({ description: "Number or extension; empty when withheld" }),
  name: Type.String(),
  userId: Type.Union([Type.String(), Type.Null()]),
  moderator: Type.Boolean(),
  muted: Type.Boolean(),
  talking: Type.Boolean(),
  enteredAt: Type.String({ description: "RFC 3339, UTC" }),
});
const room = Type.Object({ id: ConferenceIdText });
const member = Type.Object({ id: ConferenceIdText, member: CallIdText });

/** Who is in a conference now, and what its host can do. */
export function conferenceMemberRoutes(api: Api, { settings, desk }: ApiParts): void {
  const requireOwn = (identity: Identity, id: ConferenceId): void => {
    requireAdmin(identity);
    ofOwnCompany(identity, settings.snapshot.conference(id), "conference");
  };

  api.get(
    "/conferences/:id/members",
    {
      schema: {
        summary: "List who is in a conference now",
        ...{ tags, params: room },
        response: { 200: Type.Object({ items: Type.Array(Member) }), 404: Problem },
      },
    },
    async ({ identity, params: { id } }) => {
      requireOwn(identity, id);
      const members = await desk.participants(id);
      return { items: members.toSorted((one, other) => one.enteredAtMs - other.enteredAtMs).map(viewOf) };
    },
  );

  for (const order of ["mute", "unmute"] as const)
    api.post(
      `/conferences/:id/members/:member/${order}`,
      {
        schema: {
          summary: order === "mute" ? "Mute a member of a conference" : "Let a member of a conference be heard again",
          ...{ tags, params: member, response: { 204: Type.Null(), 404: Problem } },
        },
      },
      async ({ identity, params }, reply) => {
        requireOwn(identity, params.id);
        if (!(await desk.orderMember(params.id, params.member, order))) throw new NotFound("member");
        return reply.code(204).send(null);
      },
    );

  api.delete(
    "/conferences/:id/members/:member",
    {
      schema: {
        summary: "Send a member out of a conference",
        ...{ tags, params: member, response: { 204: Type.Null(), 404: Problem } },
      },
    },
    async ({ identity, params }, reply) => {
      requireOwn(identity, params.id);
      if (!(await desk.orderMember(params.id, params.member, "kick"))) throw new NotFound("member");
      return reply.code(204).send(null);
    },
  );

  const summaries = {
    lock: "Let nobody else in",
    unlock: "Let people in again",
    "mute-all": "Mute everybody but moderators",
    "unmute-all": "Let everybody be heard again",
  } as const;
  for (const order of Object.keys(summaries) as (keyof typeof summaries)[])
    api.post(
      `/conferences/:id/${order}`,
      {
        schema: {
          summary: summaries[order],
          ...{ tags, params: room, response: { 204: Type.Null(), 404: Problem, 409: Problem } },
        },
      },
      async ({ identity, params: { id } }, reply) => {
        requireOwn(identity, id);
        if (!(await desk.orderRoom(id, order))) throw new CallRefused(409, "nobody is in this conference now");
        return reply.code(204).send(null);
      },
    );
}

function viewOf({ call, number, name, user, moderator, muted, talking, enteredAtMs }: ConferenceMember) {
  return {
    ...{ id: call, number: number ?? "", name: name ?? "", userId: user ?? null, moderator, muted, talking },
    enteredAt: new Date(enteredAtMs).toISOString(),
  };
}
