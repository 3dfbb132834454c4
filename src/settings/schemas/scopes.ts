import { Type } from "typebox";

/** What a token is good for; a token without any list is good for all. */
export const Scope = Type.Union([
  Type.Literal("read", { description: "Read settings, calls, history and events" }),
  Type.Literal("write", { description: "Change settings" }),
  Type.Literal("calls", { description: "Make calls, and transfer or end those that go on; members of conferences" }),
  Type.Literal("voicemail", { description: "Messages and greetings: hear, change, delete" }),
  Type.Literal("access", { description: "Passwords, roles, log-ins, tokens, webhooks, bans" }),
]);
export type Scope = Type.Static<typeof Scope>;

export const ALL_SCOPES: readonly Scope[] = ["read", "write", "calls", "voicemail", "access"];
