import { Type } from "typebox";
import type { Frozen } from "./words.ts";
import {
  ConferenceIdText,
  E164Text,
  ReceptionistIdText,
  RingGroupIdText,
  SharedMailboxIdText,
  UserIdText,
} from "./words.ts";

/** What answers tell beside the identity; a request may repeat it, and it is not stored. */
const label = Type.Optional(
  Type.String({
    readOnly: true,
    description: "The name of what it leads to, or the number outside; in every answer, ignored in requests",
  }),
);

const ToUser = Type.Object({ kind: Type.Literal("user"), id: UserIdText, label }, { additionalProperties: false });
const ToMailbox = Type.Object(
  { kind: Type.Literal("mailbox"), id: UserIdText, label },
  { additionalProperties: false, description: "Straight to the voicemail of this user" },
);

const ToSharedMailbox = Type.Object(
  { kind: Type.Literal("shared-mailbox"), id: SharedMailboxIdText, label },
  { additionalProperties: false, description: "A mailbox of several people" },
);

const ToRingGroup = Type.Object(
  { kind: Type.Literal("ring-group"), id: RingGroupIdText, label },
  { additionalProperties: false },
);
const ToConference = Type.Object(
  { kind: Type.Literal("conference"), id: ConferenceIdText, label },
  { additionalProperties: false },
);
const ToReceptionist = Type.Object(
  { kind: Type.Literal("receptionist"), id: ReceptionistIdText, label },
  { additionalProperties: false },
);
export const ToOutside = Type.Object(
  { kind: Type.Literal("outside"), number: E164Text, label },
  { title: "ToOutside", additionalProperties: false, description: "A public number, called over a trunk" },
);

/** Where a call to a public number goes. A new kind of destination is one more member here and one case in `destinations.ts`. */
export const Destination = Type.Union([ToUser, ToMailbox, ToSharedMailbox, ToRingGroup, ToConference, ToReceptionist], {
  title: "Destination",
});
export type Destination = Frozen<Type.Static<typeof Destination>>;

/** Where a call goes that no member of a group took; null = it ends. */
export const Overflow = Type.Union(
  [ToUser, ToMailbox, ToSharedMailbox, ToRingGroup, ToConference, ToReceptionist, ToOutside, Type.Null()],
  { title: "Overflow", description: "Where an unanswered call goes; null = it is refused" },
);
export type Overflow = Frozen<Type.Static<typeof Overflow>>;
