import { Type } from "typebox";
import type { Identity } from "./identity.ts";

/** What an asker may do, in the words by which the portal shows its pages. */
export const Permission = Type.Union(
  [
    Type.Literal("own", { description: "One's own settings, messages and calls" }),
    Type.Literal("company", { description: "All settings of the company, its calls, history and journal" }),
    Type.Literal("tokens", { description: "Tokens and webhooks of the company" }),
    Type.Literal("numbers", { description: "Numbers that the company doesn't have yet" }),
    Type.Literal("bans", { description: "Sources that are kept out, and the allow-list" }),
  ],
  { title: "Permission" },
);
export type Permission = Type.Static<typeof Permission>;

/** @param hasOperator  a provider gives numbers out and looks after bans */
export function permissionsOf({ role, userId, actingKey }: Identity, hasOperator: boolean): Permission[] {
  const own: Permission[] = userId === undefined ? [] : ["own"];
  if (role !== "admin") return own;
  if (actingKey !== undefined) return ["company", "tokens", "numbers"];
  return [...own, "company", "tokens", ...(hasOperator ? [] : (["numbers", "bans"] as const))];
}
