import type { NewToken, TokenRecord } from "../schemas/token.ts";
import type { TokenId } from "../schemas/words.ts";
import { find, lay, take } from "./desk.ts";
import type { Desk } from "./desk.ts";

export function addToken(desk: Desk, token: NewToken, sha256: string): TokenRecord {
  return lay(desk, "token", {
    id: desk.tools.makeId() as TokenId,
    tenantId: desk.tenantId,
    name: token.name,
    role: token.role ?? "user",
    userId: token.userId ?? null,
    createdAt: new Date(desk.tools.nowMs()).toISOString(),
    hash: sha256,
    version: 0,
  });
}

export function removeToken(desk: Desk, id: TokenId): void {
  find(desk, "token", id);
  take(desk, "token", id);
}
