import { Type } from "typebox";
import { Role } from "../../settings/schemas/words.ts";
import { User, userView } from "../../settings/kinds/user.ts";
import type { Api, ApiParts } from "../parts.ts";

const Me = Type.Object({
  role: Role,
  user: Type.Union([User, Type.Null()], { description: "null for a token of the tenant" }),
});

/** Who am I, for the portal and for a program that wants to know whose token it holds. */
export function meRoutes(api: Api, { settings }: ApiParts): void {
  api.get(
    "/me",
    { schema: { summary: "Who is logged in", tags: ["sessions"], response: { 200: Me } } },
    ({ identity }) => {
      const user = identity.userId && settings.snapshot.user(identity.userId);
      return { role: identity.role, user: user === undefined ? null : userView(user) };
    },
  );
}
