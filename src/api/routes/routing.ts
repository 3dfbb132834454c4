import { Type } from "typebox";
import { DeviceIdText, TrunkIdText, UserIdText } from "../../settings/schemas/words.ts";
import { NotFound, RequestInvalid } from "../errors.ts";
import { requireAdmin } from "../identity.ts";
import { readTime } from "../time.ts";
import type { Api, ApiParts, Question } from "../parts.ts";
import { Problem } from "../problem.ts";
import { DecisionView } from "../views/call-record.ts";

const closed = { additionalProperties: false };
const Body = Type.Object(
  {
    from: Type.Union(
      [
        Type.Object({ userId: UserIdText, deviceId: Type.Optional(DeviceIdText) }, closed),
        Type.Object(
          { trunkId: TrunkIdText, number: Type.Union([Type.String({ maxLength: 64 }), Type.Null()]) },
          closed,
        ),
      ],
      {
        description:
          "A person of the company, on one of their phones or on none; or a number that a trunk brings, null = withheld",
      },
    ),
    to: Type.String({
      minLength: 1,
      maxLength: 128,
      description: "As it is dialled",
      examples: ["+33170000001", "1001"],
    }),
    at: Type.Optional(Type.String({ maxLength: 40, description: "RFC 3339: for opening hours; now if not given" })),
  },
  { ...closed, title: "RoutingQuestion" },
);
const Answer = Type.Object(
  {
    plan: Type.Unknown({ description: "What would happen, step by step" }),
    decisions: Type.Array(DecisionView, {
      description: "The rules that were asked, in their order, and what they said",
    }),
    receptionists: Type.Array(
      Type.Object({ receptionistId: Type.String(), open: Type.Boolean(), because: Type.String() }),
      { description: "Those on the path, as they stand at that time" },
    ),
  },
  { title: "RoutingAnswer" },
);

/** Why would this call go where it goes? */
export function routingRoutes(api: Api, { settings, explain, clock }: ApiParts): void {
  api.post(
    "/routing/explain",
    {
      schema: {
        operationId: "explainRouting",
        summary: "The very path that a call would take, and why, without a call",
        description: "Decided by what decides calls, on the settings, registrations and calls of this moment",
        tags: ["routing"],
        body: Body,
        response: { 200: Answer, 404: Problem, 422: Problem },
      },
    },
    async ({ identity, body: { from, to, at } }) => {
      requireAdmin(identity);
      const { snapshot } = settings;
      const tenant = identity.tenantId;
      const asked = { tenant, to, atMs: at === undefined ? clock.nowMs() : readTime("at", at) };
      let question: Question;
      if ("trunkId" in from) {
        const trunk = snapshot.trunk(from.trunkId);
        if (trunk?.tenantId !== tenant) throw new NotFound("trunk");
        question = { ...asked, by: "trunk", trunk, caller: from.number };
      } else {
        if (snapshot.user(from.userId)?.tenantId !== tenant) throw new NotFound("user");
        const device = from.deviceId === undefined ? undefined : snapshot.device(from.deviceId);
        if (from.deviceId !== undefined && device?.userId !== from.userId)
          throw new RequestInvalid([{ field: "/from/deviceId", detail: "is no device of this user" }]);
        question = { ...asked, by: "phone", user: from.userId, device: device?.id };
      }
      const { plan, decisions, receptionists } = await explain(question);
      return {
        plan,
        decisions: decisions.map(({ rule, input, result }) => ({ rule, input: { ...input }, result })),
        receptionists: receptionists.map(({ receptionist, ...then }) => ({ receptionistId: receptionist, ...then })),
      };
    },
  );
}
