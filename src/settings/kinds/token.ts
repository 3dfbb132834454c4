import { Type } from "typebox";
import { requireUser } from "../draft/rules.ts";
import { tokenClaim, userGroup } from "../indexes.ts";
import { byName } from "../orders.ts";
import { defineKind } from "./kind.ts";
import { defined } from "../../runtime/defined.ts";
import type { UserId } from "../../vocabulary/identifiers.ts";
import { NameText, Role, TenantIdText, TokenIdText, UserIdText, Version } from "../schemas/words.ts";
import { ALL_SCOPES, Scope } from "../schemas/scopes.ts";
import { hashToken } from "../secrets.ts";
import type { Frozen, TokenId } from "../schemas/words.ts";

const fields = {
  name: NameText,
  role: Role,
  userId: Type.Union([UserIdText, Type.Null()], { description: "Whose token it is; null = the tenant's" }),
  createdAt: Type.String({ description: "RFC 3339, UTC" }),
};
const Scopes = Type.Array(Scope, { minItems: 1, maxItems: 5, uniqueItems: true });
const ExpiresAt = Type.String({ format: "date-time" });
/** Of the token, by which people tell theirs apart. */
const LAST_CHARACTERS = 4;

/** A program's key to the API, as the API shows it: without the token. `lastUsedAt` is kept beside the settings. */
export const Token = Type.Object(
  {
    id: TokenIdText,
    ...fields,
    scopes: Type.Array(Scope, { description: "What it is good for" }),
    expiresAt: Type.Union([ExpiresAt, Type.Null()], { description: "null = never" }),
    lastUsedAt: Type.Union([Type.String(), Type.Null()], { description: "To the minute" }),
    lastFour: Type.Union([Type.String(), Type.Null()], {
      description: "The token's last characters; null for tokens of before they were kept",
    }),
    version: Version,
  },
  { title: "Token" },
);
export type Token = Type.Static<typeof Token>;

export const NewToken = Type.Object(
  {
    ...{ name: NameText, role: Type.Optional(Role), userId: Type.Optional(fields.userId) },
    scopes: Type.Optional(Scopes),
    expiresAt: Type.Optional(ExpiresAt),
  },
  { title: "NewToken", additionalProperties: false },
);
export type NewToken = Frozen<Type.Static<typeof NewToken>>;

/** The token as it is stored: only its SHA-256 (the token itself has 256 random bits, so a slow hash gains nothing). */
export const TokenRecord = Type.Object(
  {
    id: TokenIdText,
    tenantId: TenantIdText,
    ...fields,
    /** The administrator who answers for it; left out in tokens of API_TOKEN and of older versions. */
    createdBy: Type.Optional(UserIdText),
    /** Left out: all. */
    scopes: Type.Optional(Scopes),
    /** Left out: never. */
    expiresAt: Type.Optional(ExpiresAt),
    lastFour: Type.Optional(Type.String({ maxLength: LAST_CHARACTERS })),
    hash: Type.String({ pattern: "^[0-9a-f]{64}$" }),
    version: Version,
  },
  { additionalProperties: false },
);
export type TokenRecord = Frozen<Type.Static<typeof TokenRecord>>;

/** What is kept of a token. */
interface TokenHints {
  readonly sha256: string;
  readonly lastFour?: string;
}

export function hintsOf(token: string): Required<TokenHints> {
  return { sha256: hashToken(token), lastFour: token.slice(-LAST_CHARACTERS) };
}

declare module "../registry.ts" {
  interface KindTypes {
    readonly token: {
      readonly id: TokenId;
      readonly record: TokenRecord;
      /** `sha256` and `lastFour` are what `hintsOf` makes of the token. */
      readonly new: NewToken & TokenHints & { readonly createdBy?: UserId | undefined };
      readonly patch: Readonly<Record<string, never>>;
    };
  }
}

/** Keys for programs. A token is made and withdrawn; it doesn't change. */
export const token = defineKind<"token">({
  name: "token",
  schemas: { id: TokenIdText, record: TokenRecord, view: Token, new: NewToken, patch: Type.Object({}) },
  most: 500,
  secrets: ["hash"],
  keysOf: ({ userId, hash }) => ({
    claims: [tokenClaim(hash)],
    groups: userId === null ? [] : [userGroup(userId)],
  }),
  compare: byName,
  view: (record) => tokenView(record, undefined),
  create: ({ name, role = "user", userId = null, sha256, createdBy, ...given }, { tools }) => ({
    ...{ name, role, userId, createdAt: new Date(tools.nowMs()).toISOString(), hash: sha256 },
    ...defined({ createdBy, scopes: given.scopes, expiresAt: given.expiresAt, lastFour: given.lastFour }),
  }),
  check(draft, { userId }) {
    if (userId !== null) requireUser(draft, userId, "/userId");
  },
});

export function tokenView(record: TokenRecord, lastUsedAtMs: number | undefined): Token {
  const { id, name, role, userId, createdAt, version, scopes, expiresAt = null, lastFour = null } = record;
  const lastUsedAt = lastUsedAtMs === undefined ? null : new Date(lastUsedAtMs).toISOString();
  return {
    ...{ id, name, role, userId, createdAt, expiresAt, lastUsedAt, lastFour, version },
    scopes: [...(scopes ?? ALL_SCOPES)],
  };
}
