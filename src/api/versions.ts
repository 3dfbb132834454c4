import type { FastifyReply, FastifyRequest } from "fastify";
import { RequestInvalid } from "./errors.ts";

/** The version that a change was made from: `If-Match: "7"` (RFC 9110 §13.1.1); undefined when the caller does not mind. */
export function ifMatchOf(request: FastifyRequest): number | undefined {
  const header = request.headers["if-match"];
  if (header === undefined || header === "*") return undefined;
  const version = /^(?:W\/)?"?(?<version>\d{1,15})"?$/.exec(header)?.groups?.["version"];
  if (version === undefined)
    throw new RequestInvalid([
      { field: "If-Match", code: "not-a-version", detail: 'must be a version like "7", or *' },
    ]);
  return Number(version);
}

/** Gives the version as an entity tag too, for clients that speak HTTP only. */
export function withVersion<View extends { readonly version: number }>(reply: FastifyReply, view: View): View {
  void reply.header("ETag", `"${view.version}"`);
  return view;
}
