import { Type } from "typebox";
import { NotFound } from "../errors.ts";
import { requireAdmin } from "../identity.ts";
import { MAILBOX_ROUTES, mailboxIdOf, openedMailbox, type MailboxRoute } from "../mailbox-access.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { acceptWav, greetingOf } from "../wav-upload.ts";

const tags = ["voicemails"];
const Lock = Type.Object(
  { lockedUntil: Type.Union([Type.String({ description: "RFC 3339, UTC" }), Type.Null()]) },
  { title: "MailboxLock" },
);

/** What a mailbox says to callers, and whether it opens from foreign phones. */
export function mailboxRoutes(api: Api, parts: ApiParts): void {
  acceptWav(api);
  for (const face of MAILBOX_ROUTES) {
    greetingRoutes(api, parts, face);
    lockRoutes(api, parts, face);
  }
}

function greetingRoutes(api: Api, parts: ApiParts, face: MailboxRoute): void {
  const { greetings } = parts.mailboxes;
  const path = `${face.path}/greeting`;
  const { params } = face;

  api.put(
    path,
    {
      schema: {
        operationId: `upload${face.named}Greeting`,
        summary: "Upload a greeting: WAV, mono, 16-bit PCM, 8 to 48 kHz, 1 s to 1 min, at most 1 MB",
        ...{ tags, params, consumes: ["audio/wav"] },
        response: { 204: Type.Null(), 404: Problem, 422: Problem },
      },
    },
    async ({ identity, params: asked, body }, reply) => {
      const { tenantId, id } = openedMailbox(parts, identity, face, mailboxIdOf(asked));
      await greetings.save(tenantId, id, greetingOf(body));
      return reply.code(204).send(null);
    },
  );

  api.get(
    path,
    {
      schema: {
        operationId: `get${face.named}Greeting`,
        summary: "Listen to a mailbox's own greeting",
        tags,
        params,
        produces: ["audio/wav"],
      },
    },
    async ({ identity, params: asked }, reply) => {
      const { tenantId, id } = openedMailbox(parts, identity, face, mailboxIdOf(asked));
      const greeting = await greetings.read(tenantId, id);
      if (greeting === undefined) throw new NotFound("greeting");
      return reply.headers({ "Content-Type": "audio/wav", "Cache-Control": "private, no-store" }).send(greeting);
    },
  );

  api.delete(
    path,
    {
      schema: {
        operationId: `delete${face.named}Greeting`,
        summary: "Return to the standard greeting",
        ...{ tags, params },
        response: { 204: Type.Null(), 404: Problem },
      },
    },
    async ({ identity, params: asked }, reply) => {
      const { tenantId, id } = openedMailbox(parts, identity, face, mailboxIdOf(asked));
      await greetings.remove(tenantId, id);
      return reply.code(204).send(null);
    },
  );
}

function lockRoutes(api: Api, parts: ApiParts, face: MailboxRoute): void {
  const { settings, mailboxes } = parts;
  const { pins } = mailboxes;
  const { params } = face;
  const mailbox = face.isShared ? "SharedMailbox" : "UserMailbox";

  api.get(
    `${face.path}/lock`,
    {
      schema: {
        operationId: `get${mailbox}Lock`,
        summary: "Whether wrong PINs have locked the mailbox from foreign phones",
        ...{ tags, params },
        response: {
          200: Lock,
          404: Problem,
        },
      },
    },
    async ({ identity, params: asked }) => {
      const { id } = openedMailbox(parts, identity, face, mailboxIdOf(asked));
      return { lockedUntil: isoOf(await pins.lockedUntil(id)) };
    },
  );

  api.post(
    `${face.path}/unlock`,
    {
      schema: {
        operationId: `unlock${mailbox}`,
        summary: "Let the mailbox be opened by PIN again",
        ...{ tags, params },
        response: { 204: Type.Null(), 404: Problem },
      },
    },
    async ({ identity, params: asked }, reply) => {
      requireAdmin(identity);
      const { id } = openedMailbox(parts, identity, face, mailboxIdOf(asked));
      const from = isoOf(await pins.lockedUntil(id));
      await pins.unlock(id);
      if (from !== null) {
        const fields = [{ field: "/lockedUntil", from, to: null }];
        const kind = face.isShared ? "shared-mailbox" : "user";
        await settings.change(identity.tenantId, identity.actor, (draft) =>
          draft.note({ what: "changed", kind, id, fields }),
        );
      }
      return reply.code(204).send(null);
    },
  );
}

function isoOf(atMs: number | undefined): string | null {
  return atMs === undefined ? null : new Date(atMs).toISOString();
}
