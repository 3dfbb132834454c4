import { timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { Role } from "../settings/schemas/words.ts";
import type { Scope } from "../settings/schemas/scopes.ts";
import { loginMark } from "../settings/kinds/user.ts";
import { hashToken } from "../settings/secrets.ts";
import type { TenantId, UserId } from "../vocabulary/identifiers.ts";
import { OPERATOR, type Actor } from "../settings/schemas/audit.ts";
import type { ApiParts } from "./parts.ts";
import { CompanySuspended, NotAllowed, NotAuthenticated, NotFound } from "./errors.ts";

/** Who asks: a person in the portal or a program with a token. */
export interface Identity {
  readonly tenantId: TenantId;
  readonly role: Role;
  /** Undefined for a token that belongs to the tenant. */
  readonly userId: UserId | undefined;
  /** Who answers for what is done: the user, or the administrator who made the token; undefined: the owner of API_TOKEN. */
  readonly answerable: UserId | undefined;
  readonly actor: Actor;
  /** What its token is good for; undefined: all that its role may. */
  readonly scopes?: readonly Scope[] | undefined;
  /** When its token ends; undefined: never. */
  readonly expiresAt?: string | undefined;
  /** SHA-256 of the key of the session by which a person asks; undefined for tokens. */
  readonly session?: string | undefined;
  /** The portal as the asker's browser sees it, where the asker came by a browser. Example: "https://pbx.example.com". */
  readonly portal?: string | undefined;
  /** The provider acts for the company, by this key. */
  readonly actingKey?: string | undefined;
}

const EXPIRED = "this token has expired: an administrator makes another one";
export const SESSION_COOKIE = "offhook_session";
/** While the provider acts for a company in the portal. */
export const ACTING_COOKIE = "offhook_acting";
/** A session ends after this long without a request. */
export const SESSION_SECONDS = 12 * 3600;

export interface Authenticator {
  /** @throws NotAuthenticated */
  identify(request: FastifyRequest): Promise<Identity>;
}

type AuthenticatorParts = Pick<ApiParts, "settings" | "presetToken" | "operatorToken" | "publicUrl" | "clock">;

/** Tokens and cookies. `presetToken` (API_TOKEN) is an administrator of the company that the first start made. */
export function createAuthenticator(parts: AuthenticatorParts): Authenticator {
  const { settings, presetToken, clock } = parts;
  const presetHash = presetToken === undefined ? undefined : Buffer.from(hashToken(presetToken));

  const byToken = (token: string): Identity | undefined => {
    const hash = hashToken(token);
    const { snapshot } = settings;
    if (presetHash !== undefined && timingSafeEqual(presetHash, Buffer.from(hash))) {
      const tenant = settings.firstTenant && snapshot.tenant(settings.firstTenant);
      return (
        tenant && {
          tenantId: tenant.id,
          role: "admin",
          userId: undefined,
          answerable: undefined,
          actor: { kind: "token", id: null, name: "API_TOKEN" },
        }
      );
    }
    const record = snapshot.tokenByHash(hash);
    if (record === undefined) return undefined;
    const { tenantId, userId, id, name, scopes, expiresAt } = record;
    if (expiresAt !== undefined && Date.parse(expiresAt) <= clock.nowMs()) throw new NotAuthenticated(EXPIRED);
    const owner = userId === null ? undefined : snapshot.user(userId);
    if (userId !== null && owner === undefined) return undefined; // never more than its user may, who is gone
    settings.tokenUse.note(id);
    const answerable = userId ?? record.createdBy;
    // Never more than its user may now; the company's, than the administrator who made it.
    const role = answerable !== undefined && snapshot.user(answerable)?.role !== "admin" ? "user" : record.role;
    const actor: Actor = { kind: "token", id, name };
    return { tenantId, role, userId: userId ?? undefined, answerable, actor, scopes, expiresAt };
  };

  const byActingKey = (key: string | undefined): Promise<Identity | undefined> => identityOfActing(parts, key);

  return {
    async identify(request) {
      const token = /^Bearer (?<token>\S+)$/i.exec(request.headers.authorization ?? "")?.groups?.["token"];
      if (token !== undefined) {
        const identity = (await byActingKey(token)) ?? byToken(token);
        if (identity === undefined) throw new NotAuthenticated("this token is not known");
        return orSuspended(identity, settings);
      }
      const acting = await byActingKey(request.cookies[ACTING_COOKIE]);
      if (acting !== undefined) return acting;
      const key = request.cookies[SESSION_COOKIE];
      const identity = key === undefined ? undefined : await identityOfSession(parts, key, request);
      if (identity === undefined) throw new NotAuthenticated();
      return orSuspended(identity, settings);
    },
  };
}

/** A person in the portal. */
async function identityOfSession(
  { settings, publicUrl }: AuthenticatorParts,
  key: string,
  { headers }: FastifyRequest,
): Promise<Identity | undefined> {
  const session = await settings.sessions.read(key, SESSION_SECONDS);
  const user = session && settings.snapshot.user(session.userId);
  if (user === undefined || (session?.loginMark ?? loginMark(user)) !== loginMark(user)) return undefined;
  return {
    tenantId: user.tenantId,
    role: user.role,
    userId: user.id,
    answerable: user.id,
    actor: { kind: "user", id: user.id, name: user.name },
    session: hashToken(key),
    portal: publicUrl ?? headers.origin,
  };
}

/** The provider as an administrator of a company, while they act for it; the journal names the provider. */
async function identityOfActing(
  { settings, operatorToken }: AuthenticatorParts,
  key: string | undefined,
): Promise<Identity | undefined> {
  if (key === undefined || operatorToken === undefined) return undefined;
  const acting = await settings.actingKeys.read(key);
  if (acting === undefined || settings.snapshot.tenant(acting.tenantId) === undefined) return undefined;
  return {
    ...{ tenantId: acting.tenantId, role: "admin", userId: undefined, answerable: undefined, actor: OPERATOR },
    ...{ expiresAt: new Date(acting.expiresAtMs).toISOString(), actingKey: key },
  };
}

/** @throws CompanySuspended for all but the provider */
function orSuspended(identity: Identity, settings: ApiParts["settings"]): Identity {
  if (identity.actingKey === undefined) requireNotSuspended(settings, identity.tenantId);
  return identity;
}

/** @throws CompanySuspended */
export function requireNotSuspended({ snapshot }: Pick<ApiParts["settings"], "snapshot">, tenant: TenantId): void {
  if (snapshot.tenant(tenant)?.suspension !== undefined) throw new CompanySuspended();
}

/** @throws NotAllowed unless an administrator asks */
export function requireAdmin(identity: Identity): void {
  if (identity.role !== "admin") throw new NotAllowed();
}

/** Users look after what is theirs; administrators after all. @throws NotAllowed */
export function requireSelfOrAdmin(identity: Identity, user: UserId): void {
  if (identity.role !== "admin" && identity.userId !== user) throw new NotAllowed("this belongs to somebody else");
}

/** What belongs to a company. */
export interface Owned {
  readonly tenantId: TenantId;
}

/** Another company's looks like none at all. @throws NotFound */
export function ofOwnCompany<Thing extends Owned>(identity: Identity, thing: Thing | undefined, noun: string): Thing {
  if (thing?.tenantId !== identity.tenantId) throw new NotFound(noun);
  return thing;
}
