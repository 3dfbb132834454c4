import { Type } from "typebox";
import type { CallRecord } from "../../events/call-record.ts";
import { UserIdText } from "../../settings/schemas/words.ts";
import type { UserId } from "../../vocabulary/identifiers.ts";
import { accepted } from "../accepted.ts";
import { CallRefused, NotAllowed, NotFound, RequestInvalid } from "../errors.ts";
import { requireSelfOrAdmin, type Identity } from "../identity.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { CallIdText } from "../views/call-record.ts";
import { userOf } from "./users.ts";

const tags = ["calls"];
/** What a phone can dial: numbers as people write them, and feature codes. */
const Dialled = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: "^[+*#0-9][-+*#0-9 ().]*$",
  description: "As a phone would dial it: an extension, a number, a feature code",
  examples: ["1002", "+33612345678", "0612345678"],
});
const NewCall = Type.Object(
  {
    to: Dialled,
    userId: Type.Optional(
      Type.Unsafe<UserId>(
        Type.String({ ...UserIdText, description: "Whose phones ring first; the asker's, if not given" }),
      ),
    ),
    autoAnswer: Type.Optional(
      Type.Boolean({ description: "Asks the phone to answer by itself, where it can and its owner allows it" }),
    ),
  },
  { title: "NewCall", additionalProperties: false },
);
const Transfer = Type.Object(
  {
    to: Dialled,
    transferee: Type.Optional(
      Type.Union([Type.Literal("caller"), Type.Literal("callee")], {
        description: "Who is sent there; if not given, the party that the asker, or the user of the company, talks to",
      }),
    ),
    userId: Type.Optional(
      Type.Unsafe<UserId>(
        Type.String({
          ...UserIdText,
          description: "With whose rights; those of the party that stays behind, if not given",
        }),
      ),
    ),
  },
  { title: "CallTransfer", additionalProperties: false },
);
const StartedCall = Type.Object({ id: CallIdText }, { title: "StartedCall" });

const REFUSED = {
  "no-phone": "none of their phones is registered",
  "no-room": "too many calls go on",
  "no-line": "no signalling engine is connected",
  "no-such-target": "nobody could be reached there",
} as const;

/** Calls are made and changed here by programs as by a phone. */
export function liveCallRoutes(api: Api, parts: ApiParts): void {
  const { callControl, calls } = parts;

  api.post(
    "/calls",
    {
      schema: {
        operationId: "createCall",
        summary: "Make a call: a user's phones ring, and the first to answer calls the number with the user's rights",
        ...{ tags, body: NewCall },
        response: { 201: StartedCall, 404: Problem, 409: Problem, 422: Problem, 503: Problem },
      },
    },
    async ({ identity, body: { to, userId = identity.userId, autoAnswer = false } }, reply) => {
      if (userId === undefined)
        throw new RequestInvalid([{ field: "/userId", code: "missing", detail: "whose phones shall ring?" }]);
      requireSelfOrAdmin(identity, userId);
      const { id: user } = userOf(parts, identity, userId);
      const { tenantId: tenant } = identity;
      const ordered = await callControl.originate({ tenant, user, dialled: spelled(to), autoAnswer });
      if (ordered.kind === "ringing") return reply.code(201).send({ id: ordered.call });
      const { because } = ordered;
      if (because === "no-such-target")
        throw new RequestInvalid([{ field: "/to", code: "no-such-target", detail: REFUSED[because] }]);
      throw new CallRefused(because === "no-phone" ? 409 : 503, REFUSED[because]);
    },
  );

  api.post(
    "/calls/:id/transfer",
    {
      schema: {
        operationId: "transferCall",
        summary: "Send one of the two who talk in a call elsewhere",
        description:
          "The call goes on under the same id. What is dialled is decided with the rights of a person, as at their phone.",
        ...{ tags, params: Type.Object({ id: CallIdText }), body: Transfer },
        response: { 202: Type.Null(), 403: Problem, 404: Problem, 409: Problem, 422: Problem },
      },
    },
    async ({ identity, params: { id }, body }, reply) => {
      const call = (await calls.list(identity.tenantId)).find((each) => each.call === id);
      if (call === undefined) throw new NotFound("call");
      const { transferee, by } = transfereeOf(call, body, identity);
      if (by !== undefined) userOf(parts, identity, by);
      const dialled = spelled(body.to);
      const outcome = await callControl.transfer({ tenant: identity.tenantId, call: id, transferee, dialled, by });
      switch (outcome) {
        case "accepted":
          return accepted(reply);
        case "not-talking":
          throw new CallRefused(409, "nobody talks in this call now");
        case "not-allowed":
          throw new NotAllowed("they may not send anybody there; userId says with whose rights it shall be done");
        case "no-such-target":
          throw new RequestInvalid([{ field: "/to", code: "no-such-target", detail: REFUSED["no-such-target"] }]);
      }
    },
  );
}

/** A user transfers the party of their own call, with their own rights; an administrator any party. */
function transfereeOf(
  { caller, answeredBy }: CallRecord,
  { transferee, userId }: Type.Static<typeof Transfer>,
  { role, userId: self }: Identity,
): { transferee: "caller" | "callee"; by: UserId | undefined } {
  const callee = answeredBy === "voicemail" ? undefined : answeredBy?.user;
  if (role === "admin") {
    const usual = callee === undefined ? "callee" : "caller";
    return { transferee: transferee ?? usual, by: userId };
  }
  if (self === undefined || (caller.user !== self && callee !== self)) throw new NotFound("call");
  const other = caller.user === self ? "callee" : "caller";
  if ((transferee ?? other) !== other || (userId ?? self) !== self) throw new NotAllowed();
  return { transferee: other, by: self };
}

/** Without what people write between digits. */
function spelled(dialled: string): string {
  return dialled.replace(/[-\s().]/g, "");
}
