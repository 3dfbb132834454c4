import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import type { EventBus } from "../events/bus.ts";
import type { Clock } from "../runtime/clock.ts";
import { hashPassword, verifySecret } from "../settings/secrets.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import { mailboxKeys } from "../redis/keys.ts";
import { luaScript } from "../redis/script.ts";
import { MailboxesAway } from "./errors.ts";
import { ownerByExtension, type MailboxOwner } from "./owner.ts";
import { parseExtension } from "../vocabulary/extension.ts";
import type { MailboxId, TenantId } from "../vocabulary/identifiers.ts";

/** Wrong PINs of one mailbox, or from one phone, in this time … */
const WINDOW_MS = 15 * 60_000;
/** … that lock it. A phone may belong to several people, or to a person with several mailboxes. */
const MOST_WRONG_OF_MAILBOX = 5;
const MOST_WRONG_OF_PHONE = 10;
/** The first lock; each further one lasts twice as long. */
const FIRST_LOCK_MS = 15 * 60_000;
const LONGEST_LOCK_MS = 24 * 3_600_000;
/** After a lock this long without another, the next one is short again. */
const FORGIVEN_AFTER_MS = 24 * 3_600_000;
/** Right or wrong, known or not: how long it takes tells a guesser nothing. */
const ANSWER_AFTER_MS = 600;

/** Answers until when (ms) it is locked now, or 0. Keys: wrong ones, how often it was locked, the lock. */
const countWrongScript = luaScript(`
local now = tonumber(ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], 0, now - ${WINDOW_MS})
redis.call('ZADD', KEYS[1], now, ARGV[2])
redis.call('PEXPIRE', KEYS[1], ${WINDOW_MS})
if redis.call('ZCARD', KEYS[1]) < tonumber(ARGV[3]) then return 0 end
local times = redis.call('INCR', KEYS[2])
local forMs = math.min(${FIRST_LOCK_MS} * 2 ^ (times - 1), ${LONGEST_LOCK_MS})
redis.call('PEXPIRE', KEYS[2], string.format('%d', forMs + ${FORGIVEN_AFTER_MS}))
redis.call('SET', KEYS[3], now + forMs, 'PX', string.format('%d', forMs))
redis.call('DEL', KEYS[1])
return now + forMs
`);

export interface PinGuardOptions {
  readonly redis: Redis;
  readonly clock: Clock;
  readonly events: EventBus;
  readonly prefix?: string;
}

/** What a person at a foreign phone claims. */
export interface Claim {
  readonly tenant: TenantId;
  /** As it was typed. */
  readonly extension: string;
  readonly pin: string;
  /** The phone: one that tries many mailboxes is locked as well. */
  readonly source: string;
}

/** Opens mailboxes by PIN, counts wrong ones over all calls and processes, and locks. */
export interface PinGuard {
  /** Undefined: wrong, unknown, locked or without a PIN; they all look and last the same. Rejects with MailboxesAway. */
  open(claim: Claim, snapshot: Snapshot): Promise<MailboxOwner | undefined>;
  /** Until when the mailbox opens for its owner's phones only. */
  lockedUntil(mailbox: MailboxId): Promise<number | undefined>;
  /** Those of these mailboxes that are locked now, and until when; in one request. */
  locked(mailboxes: readonly MailboxId[]): Promise<ReadonlyMap<MailboxId, number>>;
  unlock(mailbox: MailboxId): Promise<void>;
}

async function locksOf(
  redis: Redis,
  mailboxes: readonly MailboxId[],
  keyOf: (mailbox: MailboxId) => string,
): Promise<ReadonlyMap<MailboxId, number>> {
  if (mailboxes.length === 0) return new Map();
  const pipeline = redis.pipeline(); // no MGET: each mailbox has a slot of its own in a cluster
  for (const mailbox of mailboxes) pipeline.get(keyOf(mailbox));
  const replies = (await pipeline.exec()) ?? [];
  const failure = replies.find(([problem]) => problem !== null)?.[0];
  if (failure != null) throw failure;
  return new Map(
    mailboxes.flatMap((id, place) => (replies[place]?.[1] == null ? [] : [[id, Number(replies[place][1])]])),
  );
}

export function pinGuard({ redis, clock, events, prefix }: PinGuardOptions): PinGuard {
  const keysOf = mailboxKeys(prefix).pin;
  const isLocked = async (name: string): Promise<boolean> => (await redis.exists(keysOf(name).lock)) === 1;
  const countWrong = async (name: string, most: number): Promise<number> => {
    const { wrong, times, lock } = keysOf(name);
    return Number(await countWrongScript(redis, [wrong, times, lock], [clock.nowMs(), randomUUID(), most]));
  };
  const lockOut = async (owner: MailboxOwner | undefined, source: string): Promise<void> => {
    await countWrong(source, MOST_WRONG_OF_PHONE);
    if (owner === undefined) return;
    const untilMs = await countWrong(owner.id, MOST_WRONG_OF_MAILBOX);
    if (untilMs === 0) return;
    events.publish({
      kind: "voicemail.locked",
      atMs: clock.nowMs(),
      tenant: owner.tenantId,
      mailbox: owner.id,
      untilMs,
    });
  };
  /** What an unknown mailbox's PIN is compared with: it takes as long as any other. */
  let unknownPinHash: Promise<string> | undefined;

  const judge = async (claim: Claim, snapshot: Snapshot): Promise<MailboxOwner | undefined> => {
    const source = `source-${claim.source}`;
    const extension = parseExtension(claim.extension);
    const owner = extension === undefined ? undefined : ownerByExtension(claim.tenant, extension, snapshot);
    const locks = await Promise.all([isLocked(source), isLocked(owner?.id ?? "unknown")]);
    unknownPinHash ??= hashPassword(randomUUID());
    const isRight = await verifySecret(owner?.pinHash ?? (await unknownPinHash), claim.pin);
    if (locks.includes(true)) return undefined;
    if (!isRight || owner === undefined) {
      await lockOut(owner, source);
      return undefined;
    }
    await redis.del(keysOf(owner.id).wrong);
    return owner;
  };

  return {
    async open(claim, snapshot) {
      const enough = clock.sleep(ANSWER_AFTER_MS);
      const opened = judge(claim, snapshot);
      await Promise.allSettled([opened, enough]);
      return asked(() => opened); // without its counters no mailbox is opened
    },
    lockedUntil: (mailbox) =>
      asked(async () => {
        const untilMs = await redis.get(keysOf(mailbox).lock);
        return untilMs === null ? undefined : Number(untilMs);
      }),
    locked: (mailboxes) => asked(() => locksOf(redis, mailboxes, (mailbox) => keysOf(mailbox).lock)),
    unlock: (mailbox) =>
      asked(async () => {
        const { wrong, times, lock } = keysOf(mailbox);
        await redis.del(wrong, times, lock);
      }),
  };
}

async function asked<Result>(command: () => Promise<Result>): Promise<Result> {
  try {
    return await command();
  } catch (cause) {
    throw new MailboxesAway({ cause });
  }
}
