import type { Binding } from "../../registrar/binding.ts";

/** One phone that sets itself up. Stored as JSON in Redis: a field that is added later is optional. */
export interface SetUp {
  /** Folder of config/phones. */
  readonly maker: string;
  /** What the address of its files has besides its device: 128 bits. Whoever has it once may be it. */
  readonly secret: string;
  readonly startedAtMs: number;
  /** Until when a file is given without proof. */
  readonly openUntilMs: number;
  /** File → when and from where it was last read. */
  readonly fetched: Readonly<Record<string, Fetched>>;
  /** H(username:realm:password) with MD5 of what the phone proves itself with when it reads again; absent: nothing was given yet. */
  readonly ha1?: string;
  /** When a SIP password was given to the phone last. */
  readonly givenAtMs?: number;
  /** What the phone's files said when it read them last, hashed without secrets. */
  readonly readHash?: string;
  /** The same, of when the phone was last told to read again. */
  readonly toldHash?: string;
}

export interface Fetched {
  readonly atMs: number;
  readonly address: string;
}

/** Phones are unpacked some days after their set-up was begun. */
export const OPEN_FOR_MS = 7 * 24 * 3_600_000;
/** A phone reads all of its files one after the other. */
const OTHER_FILES_FOR_MS = 10 * 60_000;
/** A maker's phone has a handful of files. */
const MOST_FILES = 20;

/** Where a set-up stands, as an administrator sees it. */
export type SetUpState = "waiting" | "expired" | "fetched" | "registered";

export function stateOf(setUp: SetUp, bindings: readonly Binding[], nowMs: number): SetUpState {
  const last = lastFetch(setUp);
  if (last === undefined) return nowMs < setUp.openUntilMs ? "waiting" : "expired";
  // A phone that had the device before registered with a password that is no more.
  const { givenAtMs } = setUp;
  const isRegistered = givenAtMs !== undefined && bindings.some(({ registeredAtMs }) => registeredAtMs >= givenAtMs);
  return isRegistered ? "registered" : "fetched";
}

export function lastFetch({ fetched }: SetUp): (Fetched & { readonly file: string }) | undefined {
  const all = Object.entries(fetched).map(([file, when]) => ({ ...when, file }));
  return all.sort((one, other) => other.atMs - one.atMs)[0];
}

/** How a request for a file of this phone is answered. */
export type FileDecision =
  /** For the first time, and without proof. */
  | "first"
  /** The phone has to prove itself with what its first file gave it. */
  | "prove"
  /** Too late: an administrator has to begin again. */
  | "closed";

export function decideFile({ fetched, ha1, openUntilMs }: SetUp, file: string, nowMs: number): FileDecision {
  if (fetched[file] === undefined && nowMs < openUntilMs) return "first";
  return ha1 === undefined ? "closed" : "prove";
}

/** The set-up as it is when the file has been given. @param given  of the password that the file gives, if it gives one */
export function afterFetch(
  setUp: SetUp,
  file: string,
  when: Fetched,
  given: Pick<SetUp, "ha1" | "givenAtMs" | "readHash">,
): SetUp {
  const files = Object.entries({ ...setUp.fetched, [file]: when }).slice(-MOST_FILES);
  return {
    ...setUp,
    ...given,
    openUntilMs: Math.min(setUp.openUntilMs, when.atMs + OTHER_FILES_FOR_MS),
    fetched: Object.fromEntries(files),
  };
}
