import { MAX_CONFERENCES } from "../limits.ts";
import { Conference } from "./conference.ts";
import type { ConferenceParts } from "./conference.ts";
import type { ConferenceArgument } from "./conference-argument.ts";

/** All conferences of this engine, by name. */
export interface Conferences {
  get(name: string): Conference | undefined;
  all(): readonly Conference[];
  readonly size: number;
  /** The conference of that name, made if there is none; undefined when there are too many, or one is wanted that exists already. */
  findOrCreate(wanted: ConferenceArgument): Conference | undefined;
  /** A number that no other member has; the one it had before, if that is free. */
  memberId(before: number | undefined): number;
}

export function createConferences(parts: Omit<ConferenceParts, "onOver">): Conferences {
  const byName = new Map<string, Conference>();
  let lastId = 0;
  const isTaken = (id: number): boolean =>
    [...byName.values()].some(({ members }) => members.some((member) => member.id === id));

  return {
    get: (name) => byName.get(name),
    all: () => [...byName.values()],
    get size() {
      return byName.size;
    },
    findOrCreate(wanted) {
      const existing = byName.get(wanted.name);
      if (existing !== undefined) return existing;
      if (wanted.flags.has("join-only") || byName.size >= MAX_CONFERENCES) return undefined;
      const conference = new Conference(wanted, { ...parts, onOver: (over) => byName.delete(over.name) });
      byName.set(wanted.name, conference);
      return conference;
    },
    memberId: (before) => (before !== undefined && before <= lastId && !isTaken(before) ? before : ++lastId),
  };
}
