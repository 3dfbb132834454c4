import { timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { hashToken } from "../settings/secrets.ts";

/** Whether the provider who runs the system for its companies asks: by OPERATOR_TOKEN. */
export function isOperator({ headers }: FastifyRequest, operatorToken: string | undefined): boolean {
  const token = /^Bearer (?<token>\S+)$/i.exec(headers.authorization ?? "")?.groups?.["token"];
  if (token === undefined || operatorToken === undefined) return false;
  return timingSafeEqual(Buffer.from(hashToken(token)), Buffer.from(hashToken(operatorToken)));
}
