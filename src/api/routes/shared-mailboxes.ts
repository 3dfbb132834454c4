import { Type } from "typebox";
import {
  NewSharedMailbox,
  SharedMailbox,
  SharedMailboxPatch,
  type SharedMailboxRecord,
  sharedMailboxView,
} from "../../settings/kinds/shared-mailbox.ts";
import { SharedMailboxIdText } from "../../settings/schemas/words.ts";
import { preparePin, type PreparedPin } from "../../settings/secrets.ts";
import { NotFound } from "../errors.ts";
import { requireAdmin, type Identity } from "../identity.ts";
import { Page, PageQuery, pageOf } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { destinationOf, Reassignment } from "../reassignment.ts";
import { ifMatchOf, withVersion } from "../versions.ts";

const tags = ["shared mailboxes"];
const params = Type.Object({ id: SharedMailboxIdText });

/** Mailboxes of several people. Their members see them; administrators set them up. Messages: `voicemails.ts`. */
export function sharedMailboxRoutes(api: Api, { settings, mailboxes }: ApiParts): void {
  const visibleTo = ({ role, userId, tenantId }: Identity): readonly SharedMailboxRecord[] => {
    if (role === "admin") return settings.snapshot.sharedMailboxes(tenantId);
    return userId === undefined ? [] : settings.snapshot.mailboxesSharedBy(userId);
  };
  const mailboxOf = (identity: Identity, id: SharedMailboxRecord["id"]): SharedMailboxRecord => {
    const mailbox = visibleTo(identity).find((each) => each.id === id);
    if (mailbox === undefined) throw new NotFound("shared mailbox");
    return mailbox;
  };

  api.get(
    "/shared-mailboxes",
    {
      schema: {
        summary: "List shared mailboxes: all for administrators, their own for others",
        ...{ tags, querystring: PageQuery },
        response: { 200: Page(SharedMailbox) },
      },
    },
    ({ identity, query }) =>
      pageOf(visibleTo(identity), query, ({ name, extension }) => [name, extension], sharedMailboxView),
  );

  api.post(
    "/shared-mailboxes",
    {
      schema: {
        summary: "Add a shared mailbox",
        ...{ tags, body: NewSharedMailbox },
        response: { 201: SharedMailbox, 409: Problem, 422: Problem },
      },
    },
    async ({ identity, body: { pin, ...mailbox } }, reply) => {
      requireAdmin(identity);
      const prepared = await preparedPin(pin);
      const made = await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.add("shared-mailbox", { ...mailbox, pin: prepared }),
      );
      const view = withVersion(reply, sharedMailboxView(made));
      return reply.code(201).header("Location", `/api/v1/shared-mailboxes/${made.id}`).send(view);
    },
  );

  api.get(
    "/shared-mailboxes/:id",
    { schema: { summary: "Read a shared mailbox", tags, params, response: { 200: SharedMailbox, 404: Problem } } },
    ({ identity, params: { id } }, reply) => withVersion(reply, sharedMailboxView(mailboxOf(identity, id))),
  );

  api.patch(
    "/shared-mailboxes/:id",
    {
      schema: {
        summary: "Change a shared mailbox",
        ...{ tags, params, body: SharedMailboxPatch },
        response: { 200: SharedMailbox, 404: Problem, 409: Problem, 422: Problem },
      },
    },
    async (request, reply) => {
      const { identity, params: asked, body } = request;
      requireAdmin(identity);
      mailboxOf(identity, asked.id);
      const { pin, ...patch } = body;
      const prepared = await preparedPin(pin);
      const ifMatch = ifMatchOf(request);
      const changed = await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.change(
          "shared-mailbox",
          asked.id,
          { ...patch, ...(prepared === undefined ? {} : { pin: prepared }) },
          ifMatch,
        ),
      );
      return withVersion(reply, sharedMailboxView(changed));
    },
  );

  api.delete(
    "/shared-mailboxes/:id",
    {
      schema: {
        summary: "Remove a shared mailbox with its messages",
        ...{ tags, params, querystring: Reassignment },
        response: { 204: Type.Null(), 404: Problem, 409: Problem },
      },
    },
    async (request, reply) => {
      const { identity, params: asked, query } = request;
      requireAdmin(identity);
      mailboxOf(identity, asked.id);
      const how = { ifMatch: ifMatchOf(request), reassignTo: destinationOf(query.reassignTo) };
      await settings.change(identity.tenantId, identity.actor, (draft) =>
        draft.remove("shared-mailbox", asked.id, how),
      );
      await mailboxes.removeAllOf(asked.id);
      return reply.code(204).send(null);
    },
  );
}

/** Undefined leaves it as it is; null takes it away. */
async function preparedPin(pin: string | null | undefined): Promise<PreparedPin | null | undefined> {
  return typeof pin === "string" ? preparePin(pin) : pin;
}
