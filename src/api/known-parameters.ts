import type { FastifyRequest } from "fastify";
import { UnknownParameters } from "./errors.ts";

/** Methods that change nothing; what their queries may say is in their schemas. */
const READS = new Set(["GET", "HEAD", "OPTIONS"]);
/** Of one refusal; a query of thousands is not repeated to its sender. */
const MOST_NAMED = 20;

/**
 * Refuses a write whose URL has parameters that the route doesn't know, before it is carried out: `?dryRun=true` must not
 * create what was only to be tried.
 *
 * @throws UnknownParameters
 */
export function refuseUnknownParameters(request: FastifyRequest): void {
  if (READS.has(request.method)) return;
  const { properties = {} } = (request.routeOptions.schema?.querystring ?? {}) as { readonly properties?: object };
  const unknown = Object.keys(request.query as object).filter((name) => !Object.hasOwn(properties, name));
  if (unknown.length > 0) throw new UnknownParameters(unknown.slice(0, MOST_NAMED));
}
