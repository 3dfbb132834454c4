import { Type } from "typebox";
import { NewUser, PasswordText, User, UserPatch, type UserRecord, userView } from "../../settings/kinds/user.ts";
import { userPolicies } from "../../settings/schemas/policies.ts";
import { UserIdText } from "../../settings/schemas/words.ts";
import { hashPassword } from "../../settings/secrets.ts";
import { NotAllowed } from "../errors.ts";
import { ofOwnCompany, requireAdmin, requireSelfOrAdmin, type Identity } from "../identity.ts";
import { Page, PageQuery, pageOf } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { destinationOf, Reassignment } from "../reassignment.ts";
import { ifMatchOf, withVersion } from "../versions.ts";

const tags = ["users"];
const params = Type.Object({ id: UserIdText });
const Password = { password: Type.Optional(PasswordText) };
const NewUserBody = Type.Object({ ...NewUser.properties, ...Password }, { additionalProperties: false });
const UserPatchBody = Type.Object({ ...UserPatch.properties, ...Password }, { additionalProperties: false });
/** What people may change of themselves; the rest is the administrators'. */
const OWN_FIELDS = new Set([
  ...["language", "doNotDisturb", "outboundCallerId", "voicemail", "forwarding", "password"],
  ...Object.keys(userPolicies),
]);

/** The user, if it is one of the asker's tenant. @throws NotFound */
export function userOf({ settings }: Pick<ApiParts, "settings">, identity: Identity, id: UserRecord["id"]): UserRecord {
  return ofOwnCompany(identity, settings.snapshot.user(id), "user");
}

/** People: who has an extension, a mailbox, phones. */
export function userRoutes(api: Api, parts: ApiParts): void {
  const { settings, mailboxes } = parts;

  api.get(
    "/users",
    { schema: { summary: "List users", tags, querystring: PageQuery, response: { 200: Page(User) } } },
    ({ identity, query }) => {
      requireAdmin(identity);
      const users = settings.snapshot.users(identity.tenantId);
      return pageOf(users, query, ({ name, email, extension }) => [name, email, extension], userView);
    },
  );

  api.post(
    "/users",
    { schema: { summary: "Add a user", tags, body: NewUserBody, response: { 201: User, 409: Problem, 422: Problem } } },
    async ({ identity, body: { password, ...user } }, reply) => {
      requireAdmin(identity);
      const secrets = password === undefined ? {} : { passwordHash: await hashPassword(password) };
      const made = await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.add("user", { ...user, ...secrets }),
      );
      return reply
        .code(201)
        .header("Location", `/api/v1/users/${made.id}`)
        .send(withVersion(reply, userView(made)));
    },
  );

  api.get(
    "/users/:id",
    { schema: { summary: "Read a user", tags, params, response: { 200: User, 404: Problem } } },
    ({ identity, params: { id } }, reply) => {
      requireSelfOrAdmin(identity, id);
      return withVersion(reply, userView(userOf(parts, identity, id)));
    },
  );

  api.patch(
    "/users/:id",
    {
      schema: {
        summary: "Change a user",
        tags,
        params,
        body: UserPatchBody,
        response: { 200: User, 404: Problem, 409: Problem, 422: Problem },
      },
    },
    async (request, reply) => {
      const {
        identity,
        params: { id },
        body: { password, ...patch },
      } = request;
      requireSelfOrAdmin(identity, id);
      userOf(parts, identity, id);
      const foreign = Object.keys(patch).find((field) => !OWN_FIELDS.has(field));
      if (foreign !== undefined && identity.role !== "admin")
        throw new NotAllowed(`${foreign} is changed by an administrator`);
      const secrets = password === undefined ? {} : { passwordHash: await hashPassword(password) };
      const ifMatch = ifMatchOf(request);
      const changed = await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.change("user", id, { ...patch, ...secrets }, ifMatch),
      );
      if (password !== undefined) await settings.sessions.removeAllOf(id);
      return withVersion(reply, userView(changed));
    },
  );

  api.delete(
    "/users/:id",
    {
      schema: {
        summary: "Remove a user with devices and mailbox",
        tags,
        params,
        querystring: Reassignment,
        response: { 204: Type.Null(), 404: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      const {
        identity,
        params: { id },
        query: { reassignTo },
      } = request;
      requireAdmin(identity);
      userOf(parts, identity, id);
      const how = { ifMatch: ifMatchOf(request), reassignTo: destinationOf(reassignTo) };
      await settings.change(identity.tenantId, identity.actor, (draft) => draft.remove("user", id, how));
      await settings.sessions.removeAllOf(id);
      await mailboxes.removeAllOf(id);
      return reply.code(204).send(null);
    },
  );
}
