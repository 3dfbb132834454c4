import type { Environment } from "../runtime/environment.ts";

/** Our own process answers at once, or something is wrong with it. */
const ANSWER_WITHIN_MS = 3_000;

/** What our /readyz says is missing: "signalling", "media", "redis"; nothing when calls can be served. */
export async function missingParts({ http }: Environment): Promise<readonly string[]> {
  const host = http.host === "0.0.0.0" ? "127.0.0.1" : http.host === "::" ? "::1" : http.host;
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${http.port}/readyz`;
  const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  const { parts } = (await answer.json()) as { parts: Readonly<Record<string, boolean>> };
  return Object.keys(parts).filter((name) => parts[name] !== true);
}
