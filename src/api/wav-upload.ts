import { MOST_GREETING_BYTES, parseGreeting } from "../voicemail/greetings.ts";
import { RequestInvalid } from "./errors.ts";
import type { Api } from "./parts.ts";

const WAV = ["audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"];

/** Routes of this plugin take sound files as they are. */
export function acceptWav(api: Api): void {
  api.addContentTypeParser(WAV, { parseAs: "buffer", bodyLimit: MOST_GREETING_BYTES }, (_request, body, done) => {
    done(null, body);
  });
}

/** The uploaded greeting, which every media server can play. @throws RequestInvalid */
export function greetingOf(body: unknown): Uint8Array {
  const wav = Buffer.isBuffer(body) ? parseGreeting(body) : { ok: false as const, problem: "not audio/wav" };
  if (!wav.ok) throw new RequestInvalid([{ field: "", detail: wav.problem }]);
  return wav.value;
}
