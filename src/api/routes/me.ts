import { Type } from "typebox";
import { Role } from "../../settings/schemas/words.ts";
import type { Api, ApiParts } from "../parts.ts";
import { UserOverview, userOverview } from "../views/user.ts";

const Me = Type.Object({
  role: Role,
  user: Type.Union([UserOverview, Type.Null()], { description: "null for a token of the tenant" }),
});

/** Who am I, for the portal and for a program that wants to know whose token it holds. */
export function meRoutes(api: Api, parts: ApiParts): void {
  api.get(
    "/me",
    { schema: { summary: "Who is logged in", tags: ["sessions"], response: { 200: Me } } },
    async ({ identity }) => {
      const user = identity.userId && parts.settings.snapshot.user(identity.userId);
      return { role: identity.role, user: user === undefined ? null : await userOverview(parts, user) };
    },
  );
}
