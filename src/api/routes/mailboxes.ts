import { Type } from "typebox";
import { UserIdText } from "../../settings/schemas/words.ts";
import { NotFound } from "../errors.ts";
import { requireAdmin, requireSelfOrAdmin } from "../identity.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { acceptWav, greetingOf } from "../wav-upload.ts";
import { userOf } from "./users.ts";

const tags = ["voicemails"];
const params = Type.Object({ id: UserIdText });

/** What a mailbox says to callers, and whether it opens from foreign phones. */
export function mailboxRoutes(api: Api, parts: ApiParts): void {
  const { greetings, pins } = parts.mailboxes;
  acceptWav(api);

  api.put(
    "/users/:id/voicemail/greeting",
    {
      schema: {
        summary: "Upload a greeting: WAV, mono, 16-bit PCM, 8 to 48 kHz, 1 s to 1 min, at most 1 MB",
        ...{ tags, params, consumes: ["audio/wav"] },
        response: { 204: Type.Null(), 404: Problem, 422: Problem },
      },
    },
    async ({ identity, params: { id }, body }, reply) => {
      requireSelfOrAdmin(identity, id);
      const { tenantId } = userOf(parts, identity, id);
      await greetings.save(tenantId, id, greetingOf(body));
      return reply.code(204).send(null);
    },
  );

  api.get(
    "/users/:id/voicemail/greeting",
    { schema: { summary: "Listen to a user's own greeting", tags, params, produces: ["audio/wav"] } },
    async ({ identity, params: { id } }, reply) => {
      requireSelfOrAdmin(identity, id);
      const greeting = await greetings.read(userOf(parts, identity, id).tenantId, id);
      if (greeting === undefined) throw new NotFound("greeting");
      return reply.headers({ "Content-Type": "audio/wav", "Cache-Control": "private, no-store" }).send(greeting);
    },
  );

  api.delete(
    "/users/:id/voicemail/greeting",
    {
      schema: {
        summary: "Return to the standard greeting",
        tags,
        params,
        response: { 204: Type.Null(), 404: Problem },
      },
    },
    async ({ identity, params: { id } }, reply) => {
      requireSelfOrAdmin(identity, id);
      await greetings.remove(userOf(parts, identity, id).tenantId, id);
      return reply.code(204).send(null);
    },
  );

  api.get(
    "/users/:id/voicemail/lock",
    {
      schema: {
        summary: "Whether wrong PINs have locked the mailbox from foreign phones",
        ...{ tags, params },
        response: {
          200: Type.Object({ lockedUntil: Type.Union([Type.String({ description: "RFC 3339, UTC" }), Type.Null()]) }),
          404: Problem,
        },
      },
    },
    async ({ identity, params: { id } }) => {
      requireSelfOrAdmin(identity, id);
      userOf(parts, identity, id);
      const untilMs = await pins.lockedUntil(id);
      return { lockedUntil: untilMs === undefined ? null : new Date(untilMs).toISOString() };
    },
  );

  api.post(
    "/users/:id/voicemail/unlock",
    {
      schema: {
        summary: "Let the mailbox be opened by PIN again",
        tags,
        params,
        response: { 204: Type.Null(), 404: Problem },
      },
    },
    async ({ identity, params: { id } }, reply) => {
      requireAdmin(identity);
      userOf(parts, identity, id);
      await pins.unlock(id);
      return reply.code(204).send(null);
    },
  );
}
