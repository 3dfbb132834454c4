import { Type } from "typebox";
import { ConferenceIdText } from "../../settings/schemas/words.ts";
import type { ConferenceId } from "../../vocabulary/identifiers.ts";
import { CallRefused, NotFound } from "../errors.ts";
import { ofOwnCompany, requireAdmin, type Identity } from "../identity.ts";
import type { ConferenceMember } from "../call-control.ts";
import { listQuery, Page, pageOf, type Listing } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { CallIdText } from "../views/call-record.ts";

const tags = ["conferences"];
const Member = Type.Object(
  {
    id: Type.String({ description: "The member's call" }),
    number: Type.String({ description: "Number or extension; empty when withheld" }),
    name: Type.String(),
    userId: Type.Union([Type.String(), Type.Null()]),
    moderator: Type.Boolean(),
    muted: Type.Boolean(),
    talking: Type.Boolean(),
    enteredAt: Type.String({ description: "RFC 3339, UTC" }),
  },
  { title: "ConferenceMember" },
);
const room = Type.Object({ id: ConferenceIdText });
const member = Type.Object({ id: ConferenceIdText, member: CallIdText });

const MEMBER_ORDERS = {
  mute: "Mute a member of a conference",
  unmute: "Let a member of a conference be heard again",
} as const;
const ROOM_ORDERS = {
  lock: "Let nobody else in",
  unlock: "Let people in again",
  "mute-all": "Mute everybody but moderators",
  "unmute-all": "Let everybody be heard again",
} as const;
const ROOM_OPERATIONS = {
  lock: "lockConference",
  unlock: "unlockConference",
  "mute-all": "muteConference",
  "unmute-all": "unmuteConference",
} as const;
const Members = Type.Object(
  { ...Page(Member).properties, locked: Type.Boolean({ description: "No further participant is let in" }) },
  { title: "ConferenceMembers" },
);
const MEMBERS: Listing<ConferenceMember> = {
  id: ({ call }) => call,
  texts: ({ name, number }) => [name ?? "", number ?? ""],
  sorts: { enteredAt: ({ enteredAtMs }) => enteredAtMs, name: ({ name }) => name },
  sort: "enteredAt",
};

/** Who is in a conference now, and what its host can do. */
export function conferenceMemberRoutes(api: Api, parts: ApiParts): void {
  listMembers(api, parts);
  for (const order of keysOf(MEMBER_ORDERS)) muteMember(api, parts, order);
  removeMember(api, parts);
  for (const order of keysOf(ROOM_ORDERS)) orderRoom(api, parts, order);
}

function listMembers(api: Api, parts: ApiParts): void {
  const response = { 200: Members, 404: Problem };
  api.get(
    "/conferences/:id/members",
    {
      schema: {
        operationId: "listConferenceMembers",
        summary: "List who is in a conference now",
        tags,
        params: room,
        querystring: listQuery(MEMBERS),
        response,
      },
    },
    async ({ identity, params: { id }, query }) => {
      requireOwn(parts, identity, id);
      const members = await parts.callControl.participants(id);
      return {
        ...pageOf(members, query, MEMBERS, viewOf),
        locked: members.some(({ isLockedIn }) => isLockedIn),
      };
    },
  );
}

function muteMember(api: Api, parts: ApiParts, order: keyof typeof MEMBER_ORDERS): void {
  api.post(
    `/conferences/:id/members/:member/${order}`,
    {
      schema: {
        operationId: `${order}ConferenceMember`,
        summary: MEMBER_ORDERS[order],
        tags,
        params: member,
        response: { 204: Type.Null(), 404: Problem },
      },
    },
    async ({ identity, params }, reply) => {
      requireOwn(parts, identity, params.id);
      if (!(await parts.callControl.orderMember(params.id, params.member, order))) throw new NotFound("member");
      return reply.code(204).send(null);
    },
  );
}

function removeMember(api: Api, parts: ApiParts): void {
  const summary = "Send a member out of a conference";
  api.delete(
    "/conferences/:id/members/:member",
    {
      schema: {
        operationId: "removeConferenceMember",
        summary,
        tags,
        params: member,
        response: { 204: Type.Null(), 404: Problem },
      },
    },
    async ({ identity, params }, reply) => {
      requireOwn(parts, identity, params.id);
      if (!(await parts.callControl.orderMember(params.id, params.member, "kick"))) throw new NotFound("member");
      return reply.code(204).send(null);
    },
  );
}

function orderRoom(api: Api, parts: ApiParts, order: keyof typeof ROOM_ORDERS): void {
  const response = { 204: Type.Null(), 404: Problem, 409: Problem };
  api.post(
    `/conferences/:id/${order}`,
    { schema: { operationId: ROOM_OPERATIONS[order], summary: ROOM_ORDERS[order], tags, params: room, response } },
    async ({ identity, params: { id } }, reply) => {
      requireOwn(parts, identity, id);
      if (!(await parts.callControl.orderRoom(id, order)))
        throw new CallRefused(409, "nobody is in this conference now");
      return reply.code(204).send(null);
    },
  );
}

/** @throws NotAllowed, NotFound */
function requireOwn({ settings }: ApiParts, identity: Identity, id: ConferenceId): void {
  requireAdmin(identity);
  ofOwnCompany(identity, settings.snapshot.conference(id), "conference");
}

function keysOf<Names extends object>(names: Names): (keyof Names)[] {
  return Object.keys(names) as (keyof Names)[];
}

function viewOf({ call, number, name, user, moderator, muted, talking, enteredAtMs }: ConferenceMember) {
  return {
    ...{ id: call, number: number ?? "", name: name ?? "", userId: user ?? null, moderator, muted, talking },
    enteredAt: new Date(enteredAtMs).toISOString(),
  };
}
