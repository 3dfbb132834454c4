import { Type } from "typebox";
import type { UserRecord } from "../../settings/kinds/user.ts";
import { requireAdmin, type Identity } from "../identity.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { createUser, placed, prepareUser, UserOrder } from "../user-creation.ts";
import { withVersion } from "../versions.ts";
import { UserOverview, userOverview } from "../views/user.ts";
import { MadeDevice, madeDevice } from "./devices.ts";
import { sendAccountMail } from "./invitations.ts";

const CreatedUser = Type.Object(
  {
    ...UserOverview.properties,
    device: Type.Optional(
      Type.Object(MadeDevice.properties, {
        description: "The first device, where one was asked for; its password is shown this once",
      }),
    ),
  },
  { title: "CreatedUser" },
);

/** A user in one step: all of it is made, or nothing. */
export function newUserRoutes(api: Api, parts: ApiParts): void {
  const schema = {
    ...{ operationId: "createUser", summary: "Add a user", tags: ["users"] },
    description: "With numbers, voicemail, forwarding and a first device, where they are given: all in one change",
    ...{ body: UserOrder, response: { 201: CreatedUser, 409: Problem, 422: Problem, 503: Problem } },
  };
  api.post("/users", { config: { tellsLocation: true }, schema }, async ({ identity, body }, reply) => {
    requireAdmin(identity);
    const prepared = await prepareUser(parts, body);
    const { tenantId, actor } = identity;
    const { user, device } = await parts.settings
      .change(tenantId, actor, (draft) => createUser(draft, prepared))
      .catch((refusal: unknown) => {
        throw placed(refusal, ({ kind }) => (kind === "device" ? "/device" : ""));
      });
    if (body.invite === true) await sendInvitation(parts, identity, user);
    const view = withVersion(reply, await userOverview(parts, user));
    return reply
      .code(201)
      .header("Location", `/api/v1/users/${user.id}`)
      .send({ ...view, ...(device && { device: madeDevice(parts, device.record, device.credentials) }) });
  });
}

/** The user is there, whatever becomes of the e-mail: it can be sent again. */
export async function sendInvitation(parts: ApiParts, identity: Identity, user: UserRecord): Promise<void> {
  try {
    await sendAccountMail(parts, identity, { user, purpose: "invitation" });
  } catch (failure) {
    parts.logger.warn({ event: "invitation.not-queued", user: user.id, err: failure }, "invitation not sent");
  }
}
