import { Type } from "typebox";
import { requireUser } from "../draft/rules.ts";
import { tokenClaim, userGroup } from "../indexes.ts";
import { byName } from "../orders.ts";
import { defineKind } from "./kind.ts";
import { defined } from "../../runtime/defined.ts";
import type { UserId } from "../../vocabulary/identifiers.ts";
import { NameText, Role, TenantIdText, TokenIdText, UserIdText, Version } from "../schemas/words.ts";
import type { Frozen, TokenId } from "../schemas/words.ts";

const fields = {
  name: NameText,
  role: Role,
  userId: Type.Union([UserIdText, Type.Null()], { description: "Whose token it is; null = the tenant's" }),
  createdAt: Type.String({ description: "RFC 3339, UTC" }),
};

/** A program's key to the API, as the API shows it: without the token. `lastUsedAt` is kept beside the settings. */
export const Token = Type.Object({
  id: TokenIdText,
  ...fields,
  lastUsedAt: Type.Union([Type.String(), Type.Null()]),
  version: Version,
});
export type Token = Type.Static<typeof Token>;

export const NewToken = Type.Object(
  { name: NameText, role: Type.Optional(Role), userId: Type.Optional(fields.userId) },
  { additionalProperties: false },
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
    hash: Type.String({ pattern: "^[0-9a-f]{64}$" }),
    version: Version,
  },
  { additionalProperties: false },
);
export type TokenRecord = Frozen<Type.Static<typeof TokenRecord>>;

declare module "../registry.ts" {
  interface KindTypes {
    readonly token: {
      readonly id: TokenId;
      readonly record: TokenRecord;
      /** `sha256` is what `hashToken` makes of the token. */
      readonly new: NewToken & { readonly sha256: string; readonly createdBy?: UserId | undefined };
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
  create: ({ name, role = "user", userId = null, sha256, createdBy }, { tools }) => ({
    ...{ name, role, userId, createdAt: new Date(tools.nowMs()).toISOString(), hash: sha256 },
    ...defined({ createdBy }),
  }),
  check(draft, { userId }) {
    if (userId !== null) requireUser(draft, userId, "/userId");
  },
});

export function tokenView(record: TokenRecord, lastUsedAtMs: number | undefined): Token {
  const { id, name, role, userId, createdAt, version } = record;
  const lastUsedAt = lastUsedAtMs === undefined ? null : new Date(lastUsedAtMs).toISOString();
  return { id, name, role, userId, createdAt, lastUsedAt, version };
}
