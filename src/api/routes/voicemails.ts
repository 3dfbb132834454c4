import { createReadStream } from "node:fs";
import { Type } from "typebox";
import { UserIdText } from "../../settings/schemas/words.ts";
import type { MailboxId, MessageId as Id } from "../../vocabulary/identifiers.ts";
import type { Delivery } from "../../voicemail/delivery.ts";
import type { DeletedMessage, Message, StoredMessage } from "../../voicemail/message.ts";
import { ownerOf } from "../../voicemail/owner.ts";
import { defined } from "../../runtime/defined.ts";
import { parseRange } from "../byte-range.ts";
import { NotFound, RangeUnsatisfiable } from "../errors.ts";
import type { Identity } from "../identity.ts";
import { MAILBOX_ROUTES, mailboxIdOf, openedMailbox, type MailboxRoute } from "../mailbox-access.ts";
import { listQuery, Page, pageOf, type Listing } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";

const tags = ["voicemails"];
const MessageId = Type.Unsafe<Id>(Type.String({ pattern: "^[a-z0-9][a-z0-9-]{7,39}$" }));
const params = Type.Object({ id: MessageId });
const View = Type.Object(
  {
    id: MessageId,
    from: Type.String({ description: "The caller's number or extension; empty when withheld" }),
    fromName: Type.Optional(Type.String()),
    receivedAt: Type.String({ description: "RFC 3339, UTC" }),
    durationSeconds: Type.Integer(),
    heard: Type.Boolean(),
    forwardedBy: Type.Optional(Type.String({ description: "Extension of the colleague who sent this copy" })),
    delivery: Type.Object(
      {
        state: Type.Union([Type.Literal("off"), Type.Literal("queued"), Type.Literal("sent"), Type.Literal("failed")]),
        attempts: Type.Integer(),
        reason: Type.Optional(Type.String({ description: "Why there is none, or what the mail server said last" })),
        sentAt: Type.Optional(Type.String({ description: "RFC 3339, UTC" })),
      },
      { description: "The e-mail that tells of it; sent = a mail server has accepted it" },
    ),
  },
  { title: "VoicemailMessage" },
);
const DeletedView = Type.Object(
  { ...View.properties, deletedAt: Type.String({ description: "RFC 3339, UTC" }) },
  { title: "DeletedVoicemailMessage" },
);
const MESSAGES: Listing<Message> = {
  id: ({ id }) => id,
  texts: ({ from, fromName }) => [from, fromName ?? ""],
  sorts: {
    receivedAt: ({ receivedAt }) => receivedAt,
    from: ({ from }) => from,
    durationSeconds: ({ durationSeconds }) => durationSeconds,
  },
  sort: "-receivedAt",
};
const DELETED: Listing<DeletedMessage> = {
  ...{ id: ({ id }) => id, texts: MESSAGES.texts },
  sorts: { ...MESSAGES.sorts, deletedAt: ({ deletedAt }) => deletedAt },
  sort: "-deletedAt",
};
const audioHeaders = Type.Object({ range: Type.Optional(Type.String()), "if-range": Type.Optional(Type.String()) });

/** Messages that callers left. */
export function voicemailRoutes(api: Api, parts: ApiParts): void {
  for (const face of MAILBOX_ROUTES) {
    listMessages(api, parts, face);
    listDeleted(api, parts, face);
  }
  restoreMessage(api, parts);
  readMessage(api, parts);
  playMessage(api, parts);
  markMessage(api, parts);
  forwardMessage(api, parts);
  removeMessage(api, parts);
}

function listMessages(api: Api, parts: ApiParts, face: MailboxRoute): void {
  const { messages: path, params } = face;
  const summary = "The messages of a mailbox, newest first";
  const response = { 200: Page(View), 404: Problem };
  api.get(
    path,
    {
      schema: {
        operationId: `list${face.named}Voicemails`,
        summary,
        tags,
        params,
        querystring: listQuery(MESSAGES),
        response,
      },
    },
    async ({ identity, params, query }) => {
      const { id } = openedMailbox(parts, identity, face, mailboxIdOf(params));
      return pageOf(await parts.mailboxes.listMessages(id), query, MESSAGES, viewOf);
    },
  );
}

function listDeleted(api: Api, parts: ApiParts, face: MailboxRoute): void {
  const { messages: path, params } = face;
  const summary = "Messages that were deleted, by hand or after their e-mail, and can be restored for a day";
  const response = { 200: Page(DeletedView), 404: Problem };
  api.get(
    `${path}/deleted`,
    {
      schema: {
        operationId: `list${face.named}DeletedVoicemails`,
        summary,
        tags,
        params,
        querystring: listQuery(DELETED),
        response,
      },
    },
    async ({ identity, params, query }) => {
      const { id } = openedMailbox(parts, identity, face, mailboxIdOf(params));
      return pageOf(await parts.mailboxes.listDeleted(id), query, DELETED, deletedViewOf);
    },
  );
}

function restoreMessage(api: Api, parts: ApiParts): void {
  const summary = "Bring a deleted message back, such as one whose e-mail came back to the sender";
  api.post(
    "/voicemails/:id/restore",
    { schema: { operationId: "restoreVoicemail", summary, tags, params, response: { 200: View, 404: Problem } } },
    async ({ identity, params: { id } }) => {
      openedMessage(parts, identity, await parts.mailboxes.deleted(id));
      const message = await parts.mailboxes.restore(id);
      if (message === undefined) throw new NotFound("message");
      return viewOf(message);
    },
  );
}

function readMessage(api: Api, parts: ApiParts): void {
  api.get(
    "/voicemails/:id",
    {
      schema: {
        operationId: "getVoicemail",
        summary: "Read a message's envelope",
        tags,
        params,
        response: { 200: View, 404: Problem },
      },
    },
    async ({ identity, params: { id } }) => viewOf(await messageOf(parts, identity, id)),
  );
}

function playMessage(api: Api, parts: ApiParts): void {
  const summary = "Listen to a message, or to a part of it";
  api.get(
    "/voicemails/:id/audio",
    {
      schema: {
        operationId: "getVoicemailAudio",
        summary,
        tags,
        params,
        headers: audioHeaders,
        produces: ["audio/wav"],
      },
    },
    async ({ identity, params: { id }, headers }, reply) => {
      await messageOf(parts, identity, id);
      const audio = await parts.mailboxes.audioOf(id);
      if (audio === undefined) throw new NotFound("recording");
      const tag = `"${id}"`; // a recording never changes
      const isCurrent = headers["if-range"] === undefined || headers["if-range"] === tag;
      const range = parseRange(isCurrent ? headers.range : undefined, audio.bytes);
      if (range.kind === "unsatisfiable") {
        reply.header("Content-Range", `bytes */${audio.bytes}`);
        throw new RangeUnsatisfiable();
      }
      reply.headers({
        "Content-Type": audio.contentType,
        "Content-Disposition": `inline; filename="message-${id}.wav"`,
        "Cache-Control": "private, no-store",
        "Accept-Ranges": "bytes",
        ETag: tag,
      });
      if (range.kind === "whole") return reply.header("Content-Length", audio.bytes).send(createReadStream(audio.path));
      const { first, last } = range;
      return reply
        .code(206)
        .headers({ "Content-Length": last - first + 1, "Content-Range": `bytes ${first}-${last}/${audio.bytes}` })
        .send(createReadStream(audio.path, { start: first, end: last }));
    },
  );
}

function markMessage(api: Api, parts: ApiParts): void {
  const body = Type.Object({ heard: Type.Boolean() }, { title: "VoicemailMessagePatch", additionalProperties: false });
  api.patch(
    "/voicemails/:id",
    {
      schema: {
        operationId: "updateVoicemail",
        summary: "Mark a message heard or new",
        tags,
        params,
        body,
        response: { 200: View, 404: Problem },
      },
    },
    async ({ identity, params: { id }, body: { heard } }) => {
      await messageOf(parts, identity, id);
      const changed = await parts.mailboxes.markHeard(id, heard);
      if (changed === undefined) throw new NotFound("message");
      return viewOf(changed);
    },
  );
}

function forwardMessage(api: Api, parts: ApiParts): void {
  const { settings, mailboxes } = parts;
  const summary = "Send a copy to a colleague or a shared mailbox; it is new there, and theirs alone";
  const body = Type.Object(
    { to: Type.Unsafe<MailboxId>(Type.String({ ...UserIdText, description: "A user, or a shared mailbox" })) },
    { title: "VoicemailForward", additionalProperties: false },
  );
  const response = { 201: View, 404: Problem, 409: Problem };
  api.post(
    "/voicemails/:id/forward",
    { schema: { operationId: "forwardVoicemail", summary, tags, params, body, response } },
    async ({ identity, params: { id }, body: { to } }, reply) => {
      const message = await messageOf(parts, identity, id);
      const { snapshot } = settings;
      const colleague = ownerOf(to, snapshot);
      if (colleague?.tenantId !== identity.tenantId) throw new NotFound("mailbox");
      const by = ownerOf(identity.userId ?? message.user, snapshot)?.extension ?? "";
      const copy = await mailboxes.forward(id, colleague.id, by);
      if (copy === undefined) throw new NotFound("recording");
      return reply.code(201).send(viewOf(copy));
    },
  );
}

function removeMessage(api: Api, parts: ApiParts): void {
  api.delete(
    "/voicemails/:id",
    {
      schema: {
        operationId: "deleteVoicemail",
        summary: "Delete a message",
        tags,
        params,
        response: { 204: Type.Null(), 404: Problem },
      },
    },
    async ({ identity, params: { id } }, reply) => {
      await messageOf(parts, identity, id);
      await parts.mailboxes.remove(id);
      return reply.code(204).send(null);
    },
  );
}

/** @throws NotFound, NotAllowed */
async function messageOf(parts: ApiParts, identity: Identity, id: Id): Promise<StoredMessage> {
  return openedMessage(parts, identity, await parts.mailboxes.message(id));
}

/** The message, for those who may open its mailbox. @throws NotFound, NotAllowed */
function openedMessage(parts: ApiParts, identity: Identity, message: StoredMessage | undefined): StoredMessage {
  if (message?.tenant !== identity.tenantId) throw new NotFound("message");
  const isShared = ownerOf(message.user, parts.settings.snapshot)?.isShared === true;
  const face = MAILBOX_ROUTES.find((each) => each.isShared === isShared);
  if (face !== undefined) openedMailbox(parts, identity, face, message.user);
  return message;
}

function deletedViewOf(message: DeletedMessage): Type.Static<typeof DeletedView> {
  return { ...viewOf(message), deletedAt: message.deletedAt };
}

function viewOf(message: Message): Type.Static<typeof View> {
  const { id, from, fromName, receivedAt, durationSeconds, heard, forwardedBy, delivery } = message;
  return {
    ...{ id, from, receivedAt, durationSeconds, heard, delivery: deliveryView(delivery) },
    ...defined({ fromName, forwardedBy }),
  };
}

function deliveryView(delivery: Delivery): Type.Static<typeof View>["delivery"] {
  switch (delivery.state) {
    case "off":
      return { state: "off", attempts: 0, ...defined({ reason: delivery.because }) };
    case "sent":
      return {
        ...{ state: "sent", attempts: delivery.attempts, sentAt: delivery.sentAt },
        ...defined({ reason: delivery.reason }),
      };
    case "queued":
    case "failed":
      return {
        ...{ state: delivery.state, attempts: delivery.attempts },
        ...defined({ reason: delivery.reason }),
      };
  }
}
