import type { FastifyReply } from "fastify";

/** It will be done, and there is nothing to tell yet: 202 without a body (RFC 9110 §15.3.3). */
export function accepted(reply: FastifyReply): FastifyReply {
  return reply.code(202).send();
}
