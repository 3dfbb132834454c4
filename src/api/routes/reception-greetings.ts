import { Type } from "typebox";
import { ReceptionistIdText } from "../../settings/schemas/words.ts";
import { NotFound } from "../errors.ts";
import type { Api, ApiParts } from "../parts.ts";
import { Problem } from "../problem.ts";
import { receptionistOf } from "../receptionist-of.ts";
import { acceptWav, greetingOf } from "../wav-upload.ts";

const tags = ["receptionists"];
const params = Type.Object({
  id: ReceptionistIdText,
  greeting: Type.Union([Type.Literal("open"), Type.Literal("closed")], {
    description: "What callers hear, or those who call when it is closed",
  }),
});

/** What receptionists say of their own, in place of the spoken prompts. */
export function receptionGreetingRoutes(api: Api, { settings, receptionGreetings }: ApiParts): void {
  acceptWav(api);

  api.put(
    "/receptionists/:id/greetings/:greeting",
    {
      schema: {
        operationId: "uploadReceptionistGreeting",
        summary: "Upload a greeting: WAV, mono, 16-bit PCM, 8 to 48 kHz, 1 s to 1 min, at most 1 MB",
        ...{ tags, params, consumes: ["audio/wav"] },
        response: { 204: Type.Null(), 404: Problem, 422: Problem },
      },
    },
    async ({ identity, params: { id, greeting }, body }, reply) => {
      const { tenantId } = receptionistOf(settings, identity, id);
      await receptionGreetings.save(tenantId, id, greeting, greetingOf(body));
      return reply.code(204).send(null);
    },
  );

  api.get(
    "/receptionists/:id/greetings/:greeting",
    {
      schema: {
        operationId: "getReceptionistGreeting",
        summary: "Listen to an uploaded greeting",
        tags,
        params,
        produces: ["audio/wav"],
      },
    },
    async ({ identity, params: { id, greeting } }, reply) => {
      const { tenantId } = receptionistOf(settings, identity, id);
      const wav = await receptionGreetings.read(tenantId, id, greeting);
      if (wav === undefined) throw new NotFound("greeting");
      return reply.headers({ "Content-Type": "audio/wav", "Cache-Control": "private, no-store" }).send(wav);
    },
  );

  api.delete(
    "/receptionists/:id/greetings/:greeting",
    {
      schema: {
        operationId: "deleteReceptionistGreeting",
        summary: "Return to the spoken greeting",
        ...{ tags, params },
        response: { 204: Type.Null(), 404: Problem },
      },
    },
    async ({ identity, params: { id, greeting } }, reply) => {
      const { tenantId } = receptionistOf(settings, identity, id);
      await receptionGreetings.remove(tenantId, id, greeting);
      return reply.code(204).send(null);
    },
  );
}
