import { createReadStream } from "node:fs";
import { Type } from "typebox";
import { SharedMailboxIdText, UserIdText } from "../../settings/schemas/words.ts";
import type { MessageId as Id } from "../../vocabulary/identifiers.ts";
import type { Delivery } from "../../voicemail/delivery.ts";
import type { DeletedMessage, Message, StoredMessage } from "../../voicemail/message.ts";
import { ownerOf } from "../../voicemail/owner.ts";
import { parseRange } from "../byte-range.ts";
import { NotFound, RangeUnsatisfiable } from "../errors.ts";
import type { Identity } from "../identity.ts";
import { MAILBOX_FACES, mailboxIdOf, openedMailbox } from "../mailbox-access.ts";
import { Page, PageQuery, pageOf } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";

const tags = ["voicemails"];
const MessageId = Type.Unsafe<Id>(Type.String({ pattern: "^[a-z0-9][a-z0-9-]{7,39}$" }));
const params = Type.Object({ id: MessageId });
const View = Type.Object({
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
});
const DeletedView = Type.Object({ ...View.properties, deletedAt: Type.String({ description: "RFC 3339, UTC" }) });
const audioHeaders = Type.Object({ range: Type.Optional(Type.String()), "if-range": Type.Optional(Type.String()) });

/** Messages that callers left. */
export function voicemailRoutes(api: Api, parts: ApiParts): void {
  const { mailboxes } = parts;

  const messageOf = async (identity: Identity, id: Id): Promise<StoredMessage> => {
    const message = await mailboxes.message(id);
    return opened(identity, message);
  };
  const opened = (identity: Identity, message: StoredMessage | undefined): StoredMessage => {
    if (message?.tenant !== identity.tenantId) throw new NotFound("message");
    const isShared = ownerOf(message.user, parts.settings.snapshot)?.isShared === true;
    const [own, shared] = MAILBOX_FACES;
    const face = isShared ? shared : own;
    if (face !== undefined) openedMailbox(parts, identity, face, message.user);
    return message;
  };

  for (const face of MAILBOX_FACES) {
    const { messages, params: schema } = face;
    api.get(
      messages,
      {
        schema: {
          summary: "The messages of a mailbox, newest first",
          ...{ tags, params: schema, querystring: PageQuery },
          response: { 200: Page(View), 404: Problem },
        },
      },
      async ({ identity, params: asked, query }) => {
        const { id } = openedMailbox(parts, identity, face, mailboxIdOf(asked));
        return pageOf(await mailboxes.listMessages(id), query, callerOf, viewOf);
      },
    );
    api.get(
      `${messages}/deleted`,
      {
        schema: {
          summary: "Messages that were deleted, by somebody or after their e-mail, and can be restored for a day",
          ...{ tags, params: schema, querystring: PageQuery },
          response: { 200: Page(DeletedView), 404: Problem },
        },
      },
      async ({ identity, params: asked, query }) => {
        const { id } = openedMailbox(parts, identity, face, mailboxIdOf(asked));
        return pageOf(await mailboxes.listDeleted(id), query, callerOf, deletedViewOf);
      },
    );
  }

  api.post(
    "/voicemails/:id/restore",
    {
      schema: {
        summary: "Bring a deleted message back, such as one whose e-mail came back to the sender",
        ...{ tags, params },
        response: { 200: View, 404: Problem },
      },
    },
    async ({ identity, params: { id } }) => {
      opened(identity, await mailboxes.deleted(id));
      const message = await mailboxes.restore(id);
      if (message === undefined) throw new NotFound("message");
      return viewOf(message);
    },
  );

  api.get(
    "/voicemails/:id",
    { schema: { summary: "Read a message's envelope", tags, params, response: { 200: View, 404: Problem } } },
    async ({ identity, params: { id } }) => viewOf(await messageOf(identity, id)),
  );

  api.get(
    "/voicemails/:id/audio",
    {
      schema: {
        summary: "Listen to a message, or to a part of it",
        tags,
        params,
        headers: audioHeaders,
        produces: ["audio/wav"],
      },
    },
    async ({ identity, params: { id }, headers }, reply) => {
      await messageOf(identity, id);
      const audio = await mailboxes.audioOf(id);
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

  api.patch(
    "/voicemails/:id",
    {
      schema: {
        summary: "Mark a message heard or new",
        tags,
        params,
        body: Type.Object({ heard: Type.Boolean() }, { additionalProperties: false }),
        response: { 200: View, 404: Problem },
      },
    },
    async ({ identity, params: { id }, body: { heard } }) => {
      await messageOf(identity, id);
      const changed = await mailboxes.markHeard(id, heard);
      if (changed === undefined) throw new NotFound("message");
      return viewOf(changed);
    },
  );

  api.post(
    "/voicemails/:id/forward",
    {
      schema: {
        summary: "Send a copy to a colleague or a shared mailbox; it is new there, and theirs alone",
        ...{ tags, params },
        body: Type.Object(
          { to: Type.Union([UserIdText, SharedMailboxIdText], { description: "A user, or a shared mailbox" }) },
          { additionalProperties: false },
        ),
        response: { 201: View, 404: Problem, 409: Problem },
      },
    },
    async ({ identity, params: { id }, body: { to } }, reply) => {
      const message = await messageOf(identity, id);
      const { snapshot } = parts.settings;
      const colleague = ownerOf(to, snapshot);
      if (colleague?.tenantId !== identity.tenantId) throw new NotFound("mailbox");
      const by = ownerOf(identity.userId ?? message.user, snapshot)?.extension ?? "";
      const copy = await mailboxes.forward(id, colleague.id, by);
      if (copy === undefined) throw new NotFound("recording");
      return reply.code(201).send(viewOf(copy));
    },
  );

  api.delete(
    "/voicemails/:id",
    { schema: { summary: "Delete a message", tags, params, response: { 204: Type.Null(), 404: Problem } } },
    async ({ identity, params: { id } }, reply) => {
      await messageOf(identity, id);
      await mailboxes.remove(id);
      return reply.code(204).send(null);
    },
  );
}

function callerOf({ from, fromName }: Message): readonly string[] {
  return [from, fromName ?? ""];
}

function deletedViewOf(message: DeletedMessage): Type.Static<typeof DeletedView> {
  return { ...viewOf(message), deletedAt: message.deletedAt };
}

function viewOf(message: Message): Type.Static<typeof View> {
  const { id, from, fromName, receivedAt, durationSeconds, heard, forwardedBy, delivery } = message;
  return {
    ...{ id, from, receivedAt, durationSeconds, heard, delivery: deliveryView(delivery) },
    ...(fromName === undefined ? {} : { fromName }),
    ...(forwardedBy === undefined ? {} : { forwardedBy }),
  };
}

function deliveryView(delivery: Delivery): Type.Static<typeof View>["delivery"] {
  switch (delivery.state) {
    case "off":
      return { state: "off", attempts: 0, ...(delivery.because === undefined ? {} : { reason: delivery.because }) };
    case "sent":
      return {
        ...{ state: "sent", attempts: delivery.attempts, sentAt: delivery.sentAt },
        ...(delivery.reason === undefined ? {} : { reason: delivery.reason }),
      };
    case "queued":
    case "failed":
      return {
        ...{ state: delivery.state, attempts: delivery.attempts },
        ...(delivery.reason === undefined ? {} : { reason: delivery.reason }),
      };
  }
}
