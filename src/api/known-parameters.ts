import type { FastifyRequest } from "fastify";
import { UnknownParameters } from "./errors.ts";

/** Of one refusal; a query of thousands is not repeated to its sender. */
const MOST_NAMED = 20;

/**
 * Refuses a request whose URL has parameters that the route doesn't know, before it is carried out: `?dryRun=true` must not
 * create what was only to be tried, and a filter that is misspelt must not look like an answer.
 *
 * @throws UnknownParameters
 */
export function refuseUnknownParameters(request: FastifyRequest): void {
  const { properties = {} } = (request.routeOptions.schema?.querystring ?? {}) as { readonly properties?: object };
  const unknown = Object.keys(request.query as object).filter((name) => !Object.hasOwn(properties, name));
  if (unknown.length > 0) throw new UnknownParameters(unknown.slice(0, MOST_NAMED));
}
