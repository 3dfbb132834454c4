import { MAX_CONFERENCE_MEMBERS } from "../limits.ts";
import type { Conference } from "../conference/conference.ts";

/** `get NAME`: without a line's end. */
export function parameter(room: Conference, name: string): string {
  switch (name) {
    case "max_members":
      return String(room.maxMembers);
    case "count":
      return String(room.size);
    case "rate":
      return String(room.rate);
    case "uuid":
      return room.uuid;
    case "profile":
      return room.profile;
    default:
      return `-ERR unknown parameter '${name}'\n`;
  }
}

/** `set NAME VALUE` answers what it was before. */
export function setParameter(room: Conference, name: string, value: string): string {
  if (name !== "max_members") return `-ERR unknown parameter '${name}'\n`;
  const before = room.maxMembers;
  if (!/^\d{1,6}$/.test(value)) return "-ERR max_members must be a number\n";
  room.maxMembers = Math.min(Number(value), MAX_CONFERENCE_MEMBERS);
  return String(before);
}
