import { timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import type { TenantRecord } from "../settings/kinds/tenant.ts";
import { TenantIdText } from "../settings/schemas/words.ts";
import { hashToken } from "../settings/secrets.ts";
import type { Settings } from "../settings/settings.ts";
import type { TenantId } from "../vocabulary/identifiers.ts";
import { NotAuthenticated, NotFound, type ApiError } from "./errors.ts";

/** Whether the provider who runs the system for its companies asks: by OPERATOR_TOKEN. */
export function isOperator({ headers }: FastifyRequest, operatorToken: string | undefined): boolean {
  const token = /^Bearer (?<token>\S+)$/i.exec(headers.authorization ?? "")?.groups?.["token"];
  if (token === undefined || operatorToken === undefined) return false;
  return timingSafeEqual(Buffer.from(hashToken(token)), Buffer.from(hashToken(operatorToken)));
}

/** What is the provider's alone looks like nothing at all to people of a company, where one thing is named. */
export function notOperator({ headers, routeOptions }: FastifyRequest, noun: string): ApiError {
  const isKnown = headers.authorization !== undefined || headers.cookie !== undefined;
  if (isKnown && routeOptions.url?.includes("/:") === true) return new NotFound(noun);
  return new NotAuthenticated("only the provider's token opens this");
}

/** How the provider's addresses name a company. */
export const OneTenant = Type.Object({ id: TenantIdText });

/** @throws NotFound */
export function tenantNamed(
  { settings }: { readonly settings: Pick<Settings, "snapshot"> },
  id: TenantId,
): TenantRecord {
  const record = settings.snapshot.tenant(id);
  if (record === undefined) throw new NotFound("tenant");
  return record;
}
