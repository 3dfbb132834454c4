import type { UserId } from "../vocabulary/identifiers.ts";

/** Who is on the telephone, over all processes of the house. Answers at once, from memory. */
export interface BusyUsers {
  /** How many calls this person is in: made, or answered; those that ring only don't count. */
  callsOf(user: UserId): number;
  /** How many calls ring at this person's phones. */
  ringingAt(user: UserId): number;
}
