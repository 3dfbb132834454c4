import { promisify } from "node:util";
import { constants, gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Api } from "./parts.ts";

const compressed = promisify(gzip);

/** Of characters; a smaller answer is one packet or a few, and takes longer to compress than to send. */
const LEAST = 16 * 1024;
/** Lists of people say the same words again and again: the quickest level leaves a tenth. */
const LEVEL = constants.Z_BEST_SPEED;

/**
 * Compresses long JSON answers to GET (RFC 9110 §8.4) for clients that take gzip: lists of thousands, the API's description. Streams
 * (events, recordings) are no texts and go as they are. An answer repeats nothing of its request, and other sites' pages can't have
 * it asked for with a person's cookie: its length tells them nothing of a secret in it (BREACH).
 */
export function compressJson(api: Api): void {
  api.addHook("onSend", async (request, reply, payload) => {
    if (typeof payload !== "string" || payload.length < LEAST || !isJson(reply) || request.method !== "GET")
      return payload;
    const vary = reply.getHeader("Vary");
    void reply.header("Vary", [...(vary === undefined ? [] : [vary].flat()), "Accept-Encoding"].join(", "));
    if (!takesGzip(request)) return payload;
    void reply.header("Content-Encoding", "gzip").removeHeader("Content-Length");
    return await compressed(payload, { level: LEVEL });
  });
}

function isJson(reply: FastifyReply): boolean {
  const type = String(reply.getHeader("Content-Type") ?? "");
  return /^application\/(?:\w+\+)?json\b/.test(type) && !reply.hasHeader("Content-Encoding");
}

/** Accept-Encoding = #( codings [ weight ] )   RFC 9110 §12.5.3 */
function takesGzip({ headers }: FastifyRequest): boolean {
  const codings = (headers["accept-encoding"] ?? "").split(",");
  return codings.some((coding) => /^\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$)|$)/i.test(coding));
}
