import { Type } from "typebox";
import { userPoliciesOf } from "../../settings/schemas/policies.ts";
import { UserIdText } from "../../settings/schemas/words.ts";
import { NotFound } from "../errors.ts";
import { requireSelfOrAdmin } from "../identity.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { withVersion } from "../versions.ts";
import { UserOverview, userOverview } from "../views/user.ts";
import { userOf } from "./users.ts";

/** The list itself is a field of the user; here is the short way onto it. */
export function blockListRoutes(api: Api, parts: ApiParts): void {
  const { settings, lastCallers } = parts;

  api.post(
    "/users/:id/block-list/last-caller",
    {
      schema: {
        operationId: "blockLastCaller",
        summary: "Put the last caller of this user on the user's block list",
        tags: ["users"],
        params: Type.Object({ id: UserIdText }),
        response: { 200: UserOverview, 404: Problem, 422: Problem, 503: Problem },
      },
    },
    async ({ identity, params: { id } }, reply) => {
      requireSelfOrAdmin(identity, id);
      userOf(parts, identity, id);
      const number = (await lastCallers.of(id))?.number;
      if (number === undefined) throw new NotFound("last caller with a number");
      const changed = await settings.change(identity.tenantId, identity.actor, (draft) => {
        const { numbers } = userPoliciesOf(draft.snapshot.user(id) ?? {}).blockList;
        return draft.change("user", id, { blockList: { numbers: [...new Set([...numbers, number])] } });
      });
      return withVersion(reply, await userOverview(parts, changed));
    },
  );
}
