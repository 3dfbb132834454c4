import { Type } from "typebox";
import { NewUser, PasswordText, UserPatch, type UserRecord } from "../../settings/kinds/user.ts";
import { userPolicies } from "../../settings/schemas/policies.ts";
import { hashPassword } from "../../settings/secrets.ts";
import { NotAllowed } from "../errors.ts";
import { ofOwnCompany, requireSelfOrAdmin, type Identity } from "../identity.ts";
import type { ApiParts } from "../parts.ts";
import type { RouteOptions } from "../setting-routes.ts";

const Password = { password: Type.Optional(PasswordText) };
/** What people may change of themselves; the rest is the administrators'. */
const OWN_FIELDS = new Set([
  ...["language", "doNotDisturb", "outboundCallerId", "voicemail", "forwarding", "password"],
  ...Object.keys(userPolicies),
]);

/** The user, if it is one of the asker's tenant. @throws NotFound */
export function userOf({ settings }: Pick<ApiParts, "settings">, identity: Identity, id: UserRecord["id"]): UserRecord {
  return ofOwnCompany(identity, settings.snapshot.user(id), "user");
}

/** People read and change themselves, too. A changed password ends the sessions; a removed user's messages go. */
export function userOptions(parts: ApiParts): RouteOptions<"user"> {
  const { sessions } = parts.settings;
  const toRead = (identity: Identity, id: UserRecord["id"]): UserRecord => {
    requireSelfOrAdmin(identity, id);
    return userOf(parts, identity, id);
  };
  return {
    bodies: {
      new: Type.Object({ ...NewUser.properties, ...Password }, { additionalProperties: false }),
      patch: Type.Object({ ...UserPatch.properties, ...Password }, { additionalProperties: false }),
    },
    toRead,
    toChange(identity, id, body) {
      const user = toRead(identity, id);
      requireOwnFields(identity, body as object);
      return user;
    },
    prepare: withPasswordHash,
    async changed(id, body) {
      if ("password" in body) await sessions.removeAllOf(id);
    },
    async removed(_tenant, id) {
      await sessions.removeAllOf(id);
      await parts.mailboxes.removeAllOf(id);
    },
  };
}

/** @throws NotAllowed */
function requireOwnFields({ role }: Identity, body: object): void {
  const foreign = Object.keys(body).find((field) => !OWN_FIELDS.has(field));
  if (foreign !== undefined && role !== "admin") throw new NotAllowed(`${foreign} is changed by an administrator`);
}

async function withPasswordHash({ password, ...user }: { readonly password?: string }): Promise<object> {
  return password === undefined ? user : { ...user, passwordHash: await hashPassword(password) };
}
