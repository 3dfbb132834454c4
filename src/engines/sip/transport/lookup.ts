import { lookup, Resolver as DnsResolver } from "node:dns/promises";
import type { Clock } from "../../../runtime/clock.ts";

/** A name server that does not answer must not hold up a call longer than this. */
const ANSWER_WITHIN_MS = 3_000;
/** Names whose answers are remembered; the oldest goes first. */
const MAX_REMEMBERED = 1_000;
/** Answers are asked for again after so long; Node.js does not tell the TTL of all of them. */
const REMEMBER_MS = 60_000;
/** A name that does not exist, or a name server that is away. */
const REMEMBER_FAILURE_MS = 5_000;
/** Servers and addresses of one name that are tried; the rest is ignored. */
const MAX_ANSWERS = 16;

export interface SrvAnswer {
  readonly name: string;
  readonly port: number;
  readonly priority: number;
  readonly weight: number;
}

/** The two questions that RFC 3263 asks. Empty when there is no answer; never rejects. */
export interface Lookup {
  srv(name: string): Promise<readonly SrvAnswer[]>;
  /** IPv4 and IPv6 literals, in the order of the system's preference; /etc/hosts counts. */
  addresses(name: string): Promise<readonly string[]>;
}

export function dnsLookup(clock: Clock): Lookup {
  const dns = new DnsResolver({ timeout: ANSWER_WITHIN_MS / 2, tries: 2 });
  return {
    srv: remembering(clock, (name) => dns.resolveSrv(name)),
    addresses: remembering(clock, async (name) => {
      const found = await lookup(name, { all: true, verbatim: true });
      return found.map(({ address }) => address);
    }),
  };
}

/** Bounded in time, in number and in what one answer may hold; one question at a time for one name. */
export function remembering<Answer>(
  clock: Clock,
  ask: (name: string) => Promise<readonly Answer[]>,
): (name: string) => Promise<readonly Answer[]> {
  const remembered = new Map<string, { readonly answers: Promise<readonly Answer[]>; untilMs: number }>();

  return (name) => {
    const known = remembered.get(name);
    if (known !== undefined && known.untilMs > clock.nowMs()) return known.answers;
    remembered.delete(name);
    for (const [oldest] of remembered) if (remembered.size >= MAX_REMEMBERED) remembered.delete(oldest);

    const entry = { answers: within(clock, ask(name)), untilMs: clock.nowMs() + REMEMBER_MS };
    remembered.set(name, entry);
    void entry.answers.then((answers) => {
      if (answers.length === 0) entry.untilMs = clock.nowMs() + REMEMBER_FAILURE_MS;
    });
    return entry.answers;
  };
}

/** No answer and no such name are the same to a call: nowhere to go. */
function within<Answer>(clock: Clock, answers: Promise<readonly Answer[]>): Promise<readonly Answer[]> {
  return new Promise((resolve) => {
    const deadline = clock.arm(ANSWER_WITHIN_MS, () => resolve([]));
    const settle = (found: readonly Answer[]): void => {
      deadline.disarm();
      resolve(found.slice(0, MAX_ANSWERS));
    };
    answers.then(settle, () => settle([]));
  });
}
