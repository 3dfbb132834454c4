import type { Redis } from "ioredis";
import type { Clock } from "../runtime/clock.ts";
import { withinOrElse } from "../runtime/deadline.ts";
import { luaScript } from "./script.ts";

/** A leader that can't renew its term for this long is replaced. */
const TERM_MS = 4_000;
const RENEW_EACH_MS = 1_000;
const TRY_EACH_MS = 1_000;

/** KEYS: leader, fences · ARGV: the term's length. Answers the new fence, or 0: there is a leader. */
const electScript = luaScript(`
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local fence = redis.call('INCR', KEYS[2])
redis.call('SET', KEYS[1], fence, 'PX', ARGV[1])
return fence
`);
/** KEYS: leader · ARGV: the fence, the term's length */
const renewScript = luaScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`);
/** KEYS: leader · ARGV: the fence */
const resignScript = luaScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`);

/** The time for which this process is the leader. */
export interface Term {
  /** Larger than that of every term before: what a process writes that was replaced is refused by it. */
  readonly fence: number;
  /** Aborted when another process may have been elected. */
  readonly lost: AbortSignal;
}

export interface ElectionOptions {
  readonly redis: Redis;
  /** `leader` holds the fence of the leader of now, and expires unless renewed; `fences` counts the terms. */
  readonly keys: { readonly leader: string; readonly fences: string };
  readonly clock: Clock;
  /** Ends the candidature; a leader resigns, so that another process is elected at once. */
  readonly signal: AbortSignal;
}

/**
 * One of all processes does a work: this one whenever it is elected, until the signal aborts. `lead` runs once a term and
 * must end soon after `lost` or the signal is aborted.
 */
export async function leadWhenElected(options: ElectionOptions, lead: (term: Term) => Promise<void>): Promise<void> {
  const { redis, keys, clock, signal } = options;
  while (!signal.aborted) {
    const fence = await replyOf(electScript(redis, [keys.leader, keys.fences], [TERM_MS]));
    if (fence > 0) {
      const ended = new AbortController();
      const lost = new AbortController();
      const renewing = renew(fence, options, ended.signal).then(() => lost.abort());
      await lead({ fence, lost: lost.signal });
      ended.abort();
      await renewing;
      await replyOf(resignScript(redis, [keys.leader], [fence]));
    }
    await clock.sleep(TRY_EACH_MS, signal).catch(() => undefined);
  }
}

/** Renews the term until another process is the leader, the term is nearly up with Redis away, or it has ended. */
async function renew(fence: number, { redis, keys, clock }: ElectionOptions, ended: AbortSignal): Promise<void> {
  let renewedAtMs = clock.nowMs();
  while (!ended.aborted) {
    await clock.sleep(RENEW_EACH_MS, ended).catch(() => undefined);
    const askedAtMs = clock.nowMs();
    const renewal = replyOf(renewScript(redis, [keys.leader], [fence, TERM_MS]));
    const renewed = await withinOrElse(renewal, { withinMs: RENEW_EACH_MS, clock }, () => AWAY);
    if (renewed === 0) return;
    if (renewed > 0) renewedAtMs = askedAtMs;
    else if (clock.nowMs() - renewedAtMs > TERM_MS - RENEW_EACH_MS) return;
  }
}

const AWAY = -1;

/** The number that a script answers; AWAY where Redis doesn't. */
async function replyOf(reply: Promise<unknown>): Promise<number> {
  try {
    return Number(await reply);
  } catch {
    return AWAY;
  }
}
