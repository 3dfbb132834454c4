import { Type } from "typebox";
import type { Frozen } from "./words.ts";
import { UserIdText } from "./words.ts";

const ToUser = Type.Object({ kind: Type.Literal("user"), id: UserIdText }, { additionalProperties: false });
const ToMailbox = Type.Object(
  { kind: Type.Literal("mailbox"), id: UserIdText },
  { additionalProperties: false, description: "Straight to the voicemail of this user" },
);

/** Where a call to a public number goes. A new kind of destination is one more member here and one case in `destinations.ts`. */
export const Destination = Type.Union([ToUser, ToMailbox]);
export type Destination = Frozen<Type.Static<typeof Destination>>;
