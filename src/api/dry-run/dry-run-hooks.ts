import type { FastifyReply, FastifyRequest } from "fastify";
import { defined } from "../../runtime/defined.ts";
import { RequestInvalid } from "../errors.ts";
import type { Api } from "../parts.ts";
import { DRY_RUN_TYPE, tryOnly, without, type DryRun, type Trial } from "./dry-run.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** It has `?dryRun=true`, and this is what was found. */
    trial: Trial | undefined;
  }
}

/** Requests of these methods change something. */
export const WRITES: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH", "DELETE"]);
/** What an answer tells of a thing that a dry run did not make. */
const HEADERS_OF_EFFECTS = ["location", "etag", "set-cookie", "content-disposition", "content-length"];

/**
 * Every request that changes something can be only tried, with `?dryRun=true`: it is checked as ever, its handler runs until
 * its first effect (`effects.ts`), and the answer is what that would have been. Routes do nothing for it.
 */
export function takeDryRuns(api: Api): void {
  api.decorateRequest("trial", undefined);
  api.addHook("preValidation", (request, _reply, done) => {
    if (isAskedFor(request)) request.trial = { found: undefined };
    done();
  });
  api.addHook("preHandler", ({ trial }, _reply, done) => {
    if (trial === undefined) done();
    else tryOnly(trial, done);
  });
  // A handler that had no effect at all answers as if it were none; one that answers in spite of an effect had none either.
  api.addHook("onSend", (request, reply, payload, done) => {
    const isTried = request.trial !== undefined && reply.statusCode < 300;
    done(null, isTried ? JSON.stringify(dryRunAnswer(request.trial, reply)) : payload);
  });
}

/** @throws RequestInvalid where it is neither true nor false */
function isAskedFor(request: FastifyRequest): boolean {
  const query = request.query as Record<string, unknown>;
  if (!WRITES.has(request.method) || !("dryRun" in query)) return false;
  const { dryRun } = query;
  delete query["dryRun"];
  if (dryRun === "true" || dryRun === "false") return dryRun === "true";
  const detail = "must be true or false";
  throw new RequestInvalid([{ field: "dryRun", code: "not-one-of", params: { allowed: "true, false" }, detail }]);
}

/** The answer of a handler that was ended. */
export function answerDryRun({ trial }: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.serializer(JSON.stringify).send(dryRunAnswer(trial, reply));
}

function dryRunAnswer(trial: Trial | undefined, reply: FastifyReply): DryRun {
  for (const name of HEADERS_OF_EFFECTS) void reply.removeHeader(name);
  void reply.code(200).type(`${DRY_RUN_TYPE}; charset=utf-8`);
  return { ...(trial?.found ?? without("nothing")), ...defined({ lines: trial?.lines }) };
}
