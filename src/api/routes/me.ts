import { Type } from "typebox";
import { Tenant } from "../../settings/kinds/tenant.ts";
import { Role } from "../../settings/schemas/words.ts";
import type { UserId } from "../../vocabulary/identifiers.ts";
import { NotFound } from "../errors.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Permission, permissionsOf } from "../permissions.ts";
import { UserOverview, userOverview } from "../views/user.ts";
import { sessionId } from "./own-sessions.ts";

const { id, name, country, timeZone, language, mainNumber } = Tenant.properties;
const Company = Type.Object(
  {
    ...{ id, name, country, timeZone, language, mainNumber },
    currency: Type.String({ description: "ISO 4217", examples: ["EUR"] }),
  },
  { title: "OwnCompany" },
);
const Me = Type.Object(
  {
    role: Role,
    user: Type.Union([UserOverview, Type.Null()], { description: "null for a token of the tenant" }),
    company: Company,
    permissions: Type.Array(Permission, { description: "What the asker may do" }),
    secondFactor: Type.Union(
      [Type.Object({ totp: Type.Boolean(), passkeys: Type.Integer(), recoveryCodes: Type.Integer() }), Type.Null()],
      { description: "What the user proves themselves with beside the password; null for a token" },
    ),
    actingUntil: Type.Union([Type.String({ format: "date-time" }), Type.Null()], {
      description: "The provider acts for the company, and until when; null for all others",
    }),
    session: Type.Union([Type.String(), Type.Null()], { description: "The id of this log-in; null for a token" }),
  },
  { title: "Me" },
);

/** Who am I, for the portal and for a program that wants to know whose token it holds. */
export function meRoutes(api: Api, parts: ApiParts): void {
  api.get(
    "/me",
    {
      schema: {
        ...{ operationId: "getMe", summary: "Who is logged in, in which company, and what they may do" },
        ...{ tags: ["sessions"], response: { 200: Me } },
      },
    },
    async ({ identity }) => {
      const { role, userId, tenantId, session, actingKey, expiresAt } = identity;
      const { snapshot } = parts.settings;
      const user = userId && snapshot.user(userId);
      const company = snapshot.tenant(tenantId);
      if (company === undefined) throw new NotFound("company"); // removed in this moment
      const { id, name, country, timeZone, language, mainNumber, seatPrice } = company;
      return {
        ...{ role, user: user === undefined ? null : await userOverview(parts, user) },
        company: { id, name, country, timeZone, language, mainNumber, currency: seatPrice.currency },
        permissions: permissionsOf(identity, parts.operatorToken !== undefined),
        secondFactor:
          userId === undefined || session === undefined ? null : await secondFactorState(parts.settings, userId),
        actingUntil: actingKey === undefined ? null : (expiresAt ?? null),
        session: session === undefined ? null : sessionId(session),
      };
    },
  );
}

async function secondFactorState({ secondFactors }: ApiParts["settings"], user: UserId) {
  const { totp, passkeys, recoveryCodes } = await secondFactors.read(user);
  return { totp, passkeys: passkeys.length, recoveryCodes };
}
