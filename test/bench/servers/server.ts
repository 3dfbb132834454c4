import type { ProcessTree } from "../process-tree.ts";

/** A phone of the bench: what it registers with, and the number by which a trunk's call reaches it. */
export interface BenchPhone {
  readonly username: string;
  readonly password: string;
  readonly number: string;
}

/** A SIP server under test, started for the bench, with phones that it knows and a trunk at TRUNK_ADDRESS. */
export interface Server extends AsyncDisposable {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly phones: readonly BenchPhone[];
  readonly processes: ProcessTree;
  /** From the start of its process until it served, in ms. */
  readonly startMs: number;
  /** What it holds now; nothing of a call or request when it is idle. Undefined: it doesn't say. */
  readonly counts?: () => Promise<Readonly<Record<string, number>>>;
  /** Points a number at another phone; resolves when the server has said that it is done. Undefined: it has no such thing. */
  readonly redirect?: (from: BenchPhone, to: BenchPhone) => Promise<void>;
  /** How many messages its mailboxes hold. Undefined: it has none. */
  readonly messages?: () => Promise<number>;
  /** Set: it limits and bans sources of which it knows nothing. */
  readonly isGuarded?: true;
}

export const PHONE_ADDRESS = "127.0.0.1";
export const TRUNK_ADDRESS = "127.0.0.2";

const FIRST_USER = 1001;

/** The phones of servers without settings: +33170000000 + N reaches user N, whose password is "secretN". */
export function plainPhones(count: number): readonly BenchPhone[] {
  return Array.from({ length: count }, (_, index) => {
    const user = String(FIRST_USER + index);
    return { username: user, password: `secret${user}`, number: `+33170${user.padStart(6, "0")}` };
  });
}
