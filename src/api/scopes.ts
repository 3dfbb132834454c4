import type { FastifyRequest } from "fastify";
import type { Scope } from "../settings/schemas/scopes.ts";
import { ALL_SCOPES } from "../settings/schemas/scopes.ts";
import { NotAllowed, ScopeMissing } from "./errors.ts";
import type { Identity } from "./identity.ts";

/** A route, or several. Paths are those of the routes, below /api/v1. */
interface Rule {
  readonly path: RegExp;
  readonly methods?: readonly string[];
  /** Null: any token may. */
  readonly scope: Scope | null;
}

const WRITES = ["POST", "PUT", "PATCH", "DELETE"];
const READS: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/** The one table of what a token needs, the first that fits; everything else is `read` or `write`, by its method. */
const RULES: readonly Rule[] = [
  { path: /^\/me$/, scope: null },
  { path: /^\/(?:tokens|webhooks|sessions|bans|allow-list|second-factor)(?:\/|$)/, scope: "access" },
  { path: /^\/users\/:id\/(?:sessions|invitation|password-reset|second-factor)(?:\/|$)/, scope: "access" },
  { path: /^\/(?:voicemails|mailboxes)(?:\/|$)/, scope: "voicemail" },
  { path: /^\/(?:users|shared-mailboxes)\/:id\/(?:voicemails|mailbox|greetings?)(?:\/|$)/, scope: "voicemail" },
  { path: /^\/(?:calls|parked-calls|conferences\/:id\/members)(?:\/|$)/, methods: WRITES, scope: "calls" },
  // Their addresses open the files of phones, with passwords.
  { path: /^\/(?:device-setups|devices\/:id\/setup|shared-setup-address|found-phones)(?:\/|$)/, scope: "write" },
  { path: /^\/routing\/explain$/, scope: "read" },
  // They may set passwords and roles of many users at once.
  // What was changed may have been a role.
  { path: /^\/audit\/:id\/undo$/, scope: "access" },
  { path: /^\/(?:users\/(?:import|bulk)|tenant\/(?:import|export)|import|export|bulk)(?:\/|$)/, scope: "access" },
];

/** What opens an account to a program that may write it: a user's password and role, and the address that a reset is sent to. */
const ACCOUNT_FIELDS: Readonly<Record<string, readonly string[]>> = {
  "POST /users": ["password", "role", "invite"],
  "PATCH /users/:id": ["password", "role", "email"],
};

/** Of the route that answers, below /api/v1. */
export function pathOf({ routeOptions }: FastifyRequest): string {
  return (routeOptions.url ?? "").replace(/^\/api\/v1/, "");
}

/** The scope that a token needs for a route; null: none. */
export function scopeOf(method: string, path: string): Scope | null {
  const rule = RULES.find((each) => each.path.test(path) && each.methods?.includes(method) !== false);
  if (rule !== undefined) return rule.scope;
  return READS.has(method) ? "read" : "write";
}

/** @throws ScopeMissing */
export function requireScope(identity: Identity, method: string, path: string): void {
  const scope = scopeOf(method, path);
  if (scope !== null && !hasScope(identity, scope)) throw new ScopeMissing(scope);
}

/** What a body may say only with the scope "access". @throws ScopeMissing */
export function requireScopeOfBody(identity: Identity, method: string, path: string, body: unknown): void {
  const fields = ACCOUNT_FIELDS[`${method} ${path}`];
  if (fields === undefined || typeof body !== "object" || body === null) return;
  if (fields.some((field) => field in body) && !hasScope(identity, "access")) throw new ScopeMissing("access");
}

/** A token gives another one no more than it has: neither scopes nor time. @throws NotAllowed */
export function scopesToGive({ scopes }: Identity, asked: readonly Scope[] | undefined): readonly Scope[] | undefined {
  if (asked?.some((scope) => scopes?.includes(scope) === false) === true)
    throw new NotAllowed(`this token can give no more than it has: ${(scopes ?? ALL_SCOPES).join(", ")}`);
  return asked ?? scopes;
}

function hasScope({ scopes }: Identity, scope: Scope): boolean {
  return scopes === undefined || scopes.includes(scope);
}
