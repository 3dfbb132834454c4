import type { FastifyRequest } from "fastify";
import { ForeignOrigin } from "./errors.ts";

const READS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * A browser sends the session's cookie along with whatever page asks for it: a write by another site's page is refused. A program
 * sends neither header; with a token there is no cookie to misuse.
 *
 * @param known  origins that are ours or were allowed, whatever the Host header says: a proxy may have changed that
 * @throws ForeignOrigin
 */
export function requireSameOrigin(request: FastifyRequest, known: readonly string[]): void {
  const { headers, method, host } = request;
  if (READS.has(method) || headers.authorization !== undefined) return;
  const { origin } = headers;
  const site = headers["sec-fetch-site"];
  // "none": the person did it, not a page (Fetch Metadata, W3C, §2.3).
  if (site === "same-origin" || site === "none") return;
  if (origin === undefined && site === undefined) return;
  if (origin !== undefined && isOwnOrigin(origin, host, known)) return;
  throw new ForeignOrigin();
}

/** Whether a page is ours: of the very host and port that it asks, or of an origin that is known as ours or allowed. */
export function isOwnOrigin(origin: string, host: string, known: readonly string[]): boolean {
  return known.includes(origin) || hostOf(origin) === host;
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
