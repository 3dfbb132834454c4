import { Type } from "typebox";
import { ForwardingPatch, VoicemailPatch } from "../../settings/kinds/user.ts";
import { UserIdText } from "../../settings/schemas/words.ts";
import { preparePin } from "../../settings/secrets.ts";
import { defined } from "../../runtime/defined.ts";
import { requireSelfOrAdmin } from "../identity.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { ifMatchOf, withVersion } from "../versions.ts";
import { UserOverview, userOverview } from "../views/user.ts";
import { PatchedVoicemail, userOf } from "./users.ts";

const tags = ["users"];
const params = Type.Object({ id: UserIdText });
const response = { 200: UserOverview, 404: Problem, 409: Problem, 422: Problem };
const VoicemailBody = Type.Object(
  { ...PatchedVoicemail.properties, pin: VoicemailPatch.properties.pin },
  { title: "VoicemailSettingsPatch", additionalProperties: false },
);

/** What a user changes most: voicemail and forwarding. Both answer the whole user. */
export function userSettingRoutes(api: Api, parts: ApiParts): void {
  const { settings } = parts;

  api.patch(
    "/users/:id/voicemail",
    {
      config: { bodyIs: "/voicemail", takesIfMatch: true },
      schema: {
        ...{ operationId: "updateUserVoicemail", summary: "Change a user's voicemail" },
        ...{ tags, params, body: VoicemailBody, response },
      },
    },
    async (request, reply) => {
      const { identity, params, body } = request;
      const { id } = params;
      const { pin, ...voicemail } = body;
      requireSelfOrAdmin(identity, id);
      userOf(parts, identity, id);
      const secrets = defined({ pin: pin === undefined ? undefined : await preparePin(pin) });
      const ifMatch = ifMatchOf(request);
      const changed = await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.change("user", id, { voicemail, ...secrets }, ifMatch),
      );
      return withVersion(reply, await userOverview(parts, changed));
    },
  );

  api.patch(
    "/users/:id/forwarding",
    {
      config: { bodyIs: "/forwarding", takesIfMatch: true },
      schema: {
        operationId: "updateUserForwarding",
        summary: "Change a user's forwarding",
        tags,
        params,
        body: ForwardingPatch,
        response,
      },
    },
    async (request, reply) => {
      const { identity, params, body: forwarding } = request;
      const { id } = params;
      requireSelfOrAdmin(identity, id);
      userOf(parts, identity, id);
      const ifMatch = ifMatchOf(request);
      const changed = await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.change("user", id, { forwarding }, ifMatch),
      );
      return withVersion(reply, await userOverview(parts, changed));
    },
  );
}
