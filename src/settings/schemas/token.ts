import { Type } from "typebox";
import { NameText, Role, TenantIdText, TokenIdText, UserIdText, Version } from "./words.ts";
import type { Frozen } from "./words.ts";

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
    hash: Type.String({ pattern: "^[0-9a-f]{64}$" }),
    version: Version,
  },
  { additionalProperties: false },
);
export type TokenRecord = Frozen<Type.Static<typeof TokenRecord>>;
