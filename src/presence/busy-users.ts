import type { UserId } from "../vocabulary/identifiers.ts";

/** Which users are in calls, over all processes of the system. Answers at once, from memory. */
export interface BusyUsers {
  /** How many calls this user has made or answered; calls that only ring don't count. */
  callsOf(user: UserId): number;
  /** How many calls ring at this user's phones. */
  ringingAt(user: UserId): number;
}
