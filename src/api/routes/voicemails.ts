import { createReadStream } from "node:fs";
import { Type } from "typebox";
import { UserIdText } from "../../settings/schemas/words.ts";
import type { MessageId as Id } from "../../vocabulary/identifiers.ts";
import type { Delivery } from "../../voicemail/delivery.ts";
import type { Message, StoredMessage } from "../../voicemail/message.ts";
import { NotFound } from "../errors.ts";
import { requireSelfOrAdmin, type Identity } from "../identity.ts";
import { Page, PageQuery, pageOf } from "../paging.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { userOf } from "./users.ts";

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

/** Messages that callers left. */
export function voicemailRoutes(api: Api, parts: ApiParts): void {
  const { mailboxes } = parts;

  const messageOf = async (identity: Identity, id: Id): Promise<StoredMessage> => {
    const message = await mailboxes.message(id);
    if (message?.tenant !== identity.tenantId) throw new NotFound("message");
    requireSelfOrAdmin(identity, message.user);
    return message;
  };

  api.get(
    "/users/:id/voicemails",
    {
      schema: {
        summary: "A user's messages, newest first",
        tags,
        params: Type.Object({ id: UserIdText }),
        querystring: PageQuery,
        response: { 200: Page(View), 404: Problem },
      },
    },
    async ({ identity, params: { id }, query }) => {
      requireSelfOrAdmin(identity, id);
      userOf(parts, identity, id);
      return pageOf(await mailboxes.listMessages(id), query, ({ from, fromName }) => [from, fromName ?? ""], viewOf);
    },
  );

  api.get(
    "/voicemails/:id",
    { schema: { summary: "Read a message's envelope", tags, params, response: { 200: View, 404: Problem } } },
    async ({ identity, params: { id } }) => viewOf(await messageOf(identity, id)),
  );

  api.get(
    "/voicemails/:id/audio",
    { schema: { summary: "Listen to a message", tags, params, produces: ["audio/wav"] } },
    async ({ identity, params: { id } }, reply) => {
      await messageOf(identity, id);
      const audio = await mailboxes.audioOf(id);
      if (audio === undefined) throw new NotFound("recording");
      const disposition = `inline; filename="message-${id}.wav"`;
      return reply
        .headers({
          "Content-Type": audio.contentType,
          "Content-Length": audio.bytes,
          "Content-Disposition": disposition,
          "Cache-Control": "private, no-store",
        })
        .send(createReadStream(audio.path));
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
        summary: "Send a copy to a colleague; it is new in their mailbox and theirs alone",
        ...{ tags, params },
        body: Type.Object({ to: UserIdText }, { additionalProperties: false }),
        response: { 201: View, 404: Problem, 409: Problem },
      },
    },
    async ({ identity, params: { id }, body: { to } }, reply) => {
      const message = await messageOf(identity, id);
      const colleague = userOf(parts, identity, to);
      const by = parts.settings.snapshot.user(identity.userId ?? message.user)?.extension ?? "";
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
      return { state: "sent", attempts: delivery.attempts, sentAt: delivery.sentAt };
    case "queued":
    case "failed":
      return {
        ...{ state: delivery.state, attempts: delivery.attempts },
        ...(delivery.reason === undefined ? {} : { reason: delivery.reason }),
      };
  }
}
