import { Type } from "typebox";
import type { Destination } from "../settings/schemas/destination.ts";

/** What a request to remove something says about all that leads there. */
export const Reassignment = Type.Object(
  {
    reassignTo: Type.Optional(
      Type.String({
        pattern: "^(none|(user|mailbox|shared-mailbox|ring-group|conference|receptionist):[a-z0-9][a-z0-9-]{7,39})$",
        description:
          "Where numbers, forwards and overflows go that lead here: user:ID, mailbox:ID, shared-mailbox:ID, ring-group:ID, conference:ID, receptionist:ID or none. Without it, what is in use is not removed.",
      }),
    ),
  },
  { additionalProperties: false },
);

/** "user:ID" → destination, "none" → null, nothing → undefined. The schema has checked the form. */
export function destinationOf(text: string | undefined): Destination | null | undefined {
  if (text === undefined) return undefined;
  if (text === "none") return null;
  const [kind, id] = text.split(":");
  return { kind, id } as Destination;
}
