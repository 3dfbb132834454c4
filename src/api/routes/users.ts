import { Type } from "typebox";
import { loginMark, PasswordText, UserPatch, Voicemail, type UserRecord } from "../../settings/kinds/user.ts";
import { userPolicies } from "../../settings/schemas/policies.ts";
import { hashPassword, verifySecret } from "../../settings/secrets.ts";
import { NotAllowed, RequestInvalid } from "../errors.ts";
import { loginGuard, type LoginGuard } from "../login-guard.ts";
import { ofOwnCompany, requireSelfOrAdmin, type Identity } from "../identity.ts";
import type { ApiParts } from "../parts.ts";
import type { RouteOptions } from "../setting-routes.ts";
import { UserOverview, userOverviews, VoicemailState } from "../views/user.ts";

const closed = { additionalProperties: false };
const Password = { password: Type.Optional(PasswordText) };
const CurrentPassword = {
  currentPassword: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 256,
      description: "With `password`: required to change one's own password",
    }),
  ),
};
/** What people may change of themselves; the rest is the administrators'. */
const OWN_FIELDS = new Set([
  ...["language", "doNotDisturb", "outboundCallerId", "voicemail", "forwarding", "password", "currentPassword"],
  ...Object.keys(userPolicies),
]);

/** As it was read: what is state is left alone. */
export const PatchedVoicemail = Type.Partial(Type.Object({ ...Voicemail.properties, ...VoicemailState }), {
  additionalProperties: false,
});

/** The user, if it is one of the asker's tenant. @throws NotFound */
export function userOf({ settings }: Pick<ApiParts, "settings">, identity: Identity, id: UserRecord["id"]): UserRecord {
  return ofOwnCompany(identity, settings.snapshot.user(id), "user");
}

/** People read and change themselves, too. Another password or role ends sessions and tokens; a removed user's messages go. */
export function userOptions(parts: ApiParts): RouteOptions<"user"> {
  const { sessions, accountLinks, secondFactors, redis } = parts.settings;
  const guard = loginGuard(redis, parts.clock);
  const toRead = (identity: Identity, id: UserRecord["id"]): UserRecord => {
    requireSelfOrAdmin(identity, id);
    return userOf(parts, identity, id);
  };
  const shown = {
    schema: UserOverview,
    views: (users: readonly UserRecord[]) => userOverviews(parts, users),
  };
  return {
    without: ["add"], // in one step with numbers and a device: routes/new-user.ts
    shown: { list: shown, read: shown, written: shown },
    bodies: {
      patch: Type.Object(
        { ...UserPatch.properties, voicemail: Type.Optional(PatchedVoicemail), ...Password, ...CurrentPassword },
        { ...closed, title: "UserPatch" },
      ),
    },
    toRead,
    async toChange(identity, id, body) {
      const user = toRead(identity, id);
      requireOwnFields(identity, body as object);
      if ("password" in (body as object) && identity.userId === id)
        await requireCurrentPassword(guard, user, body as object);
      return user;
    },
    prepare: withPasswordHash,
    noted(draft, before, after) {
      if (loginMark(before) !== loginMark(after))
        draft.note({ what: "removed", kind: "sessions", id: after.id, fields: [] });
    },
    async changed({ userId, session }, before, after) {
      if (loginMark(before) === loginMark(after)) return;
      // The user who has changed their own password stays logged in where they did it, and nowhere else.
      const kept = userId === after.id ? session : undefined;
      if (kept !== undefined) await sessions.remark(kept, loginMark(after));
      await sessions.removeAllOf(after.id, kept);
    },
    async removed(_tenant, id) {
      await sessions.removeAllOf(id);
      await accountLinks.removeAllOf(id);
      await secondFactors.removeAllOf(id);
      await parts.mailboxes.removeAllOf(id);
    },
  };
}

/** @throws NotAllowed */
function requireOwnFields({ role }: Identity, body: object): void {
  const foreign = Object.keys(body).find((field) => !OWN_FIELDS.has(field));
  if (foreign !== undefined && role !== "admin") throw new NotAllowed(`${foreign} is changed by an administrator`);
}

/** A token or a portal left open is not enough to take an account over. @throws RequestInvalid, NotAllowed */
export async function requireCurrentPassword(
  guard: LoginGuard,
  { id, email, passwordHash }: UserRecord,
  { currentPassword }: { readonly currentPassword?: string },
): Promise<void> {
  if (passwordHash === null) throw new NotAllowed("an administrator sets the first password");
  if (currentPassword === undefined)
    throw new RequestInvalid([
      { field: "/currentPassword", code: "missing", detail: "is missing: it is needed to change one's own" },
    ]);
  const attempt = { account: email, address: `own/${id}` };
  const { isRight } = await guard.attempt(attempt, () => verifySecret(passwordHash, currentPassword));
  if (!isRight) throw new NotAllowed("the current password is wrong");
}

interface PasswordsInClear {
  readonly password?: string;
  readonly currentPassword?: string;
}

async function withPasswordHash({ password, currentPassword: _, ...user }: PasswordsInClear): Promise<object> {
  return password === undefined ? user : { ...user, passwordHash: await hashPassword(password) };
}
