import type { ChainableCommander, Redis } from "ioredis";
import { mailboxKeys, type MailboxKeys } from "../redis/keys.ts";
import { luaScript } from "../redis/script.ts";
import {
  parseMailboxId,
  parseMessageId,
  type MailboxId,
  type MessageId,
  type TenantId,
} from "../vocabulary/identifiers.ts";
import type { Accepted, AfterEmail, Delivery } from "./delivery.ts";
import { MailboxesAway } from "./errors.ts";
import type { StoredMessage } from "./message.ts";

/** Failed e-mails are remembered for so long, and so many of one company: a mail server that is wrong fails all of them. */
const FAILED_MAIL_MS = 7 * 24 * 3_600_000;
const MOST_FAILED_MAILS = 100;

/** What is written once; whether it was heard is kept beside it, so that no two writers can overwrite each other. */
export type ListedMessage = Omit<StoredMessage, "heard" | "delivery">;

/** Only a queued e-mail moves on. */
const moveScript = luaScript(`
local stored = redis.call('HGET', KEYS[2], ARGV[1])
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 or not stored then return 0 end
if cjson.decode(stored).state ~= 'queued' then return 0 end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return 1
`);

/** A message that its owner has heard meanwhile isn't deleted; one that they deleted isn't mailed again when it is restored. */
const acceptScript = luaScript(`
local sent = cjson.decode(ARGV[2])
sent.state = 'sent'
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then
  local buried = redis.call('HGET', KEYS[4], ARGV[1])
  if not buried then return '' end
  local gone = cjson.decode(buried)
  sent.action = 'keep-new'
  gone.mail = cjson.encode(sent)
  redis.call('HSET', KEYS[4], ARGV[1], cjson.encode(gone))
  return ''
end
local stored = redis.call('HGET', KEYS[2], ARGV[1])
local before = stored and cjson.decode(stored)
if before and before.state == 'sent' then return before.action end
if sent.action == 'delete' and redis.call('SISMEMBER', KEYS[3], ARGV[1]) == 1 then sent.action = 'keep-new' end
if sent.action == 'mark-heard' then redis.call('SADD', KEYS[3], ARGV[1]) end
redis.call('HSET', KEYS[2], ARGV[1], cjson.encode(sent))
return sent.action
`);

/**
 * The lists of messages in Redis: three keys a mailbox in one cluster slot, one a message that says whose it is, and the
 * messages whose e-mail isn't done with. Each method rejects with MailboxesAway while Redis is away.
 */
export class MessageList {
  readonly #redis: Redis;
  readonly #keys: MailboxKeys;

  constructor(redis: Redis, prefix?: string) {
    this.#redis = redis;
    this.#keys = mailboxKeys(prefix);
  }

  /** Adding it again changes neither what was heard nor what became of its e-mail. */
  add(message: ListedMessage, delivery: Delivery): Promise<void> {
    const { id, user: mailbox } = message;
    return asked(async () => {
      // These first: an entry without a message is harmless, a message that can't be found by its id is not.
      await this.#redis.set(this.#keys.owner(id), mailbox);
      if (delivery.state === "queued") await this.#redis.sadd(this.#keys.mailDue, id);
      await committed(
        this.#redis
          .multi()
          .hset(this.#keys.messages(mailbox), id, JSON.stringify(message))
          .hsetnx(this.#keys.mail(mailbox), id, JSON.stringify(delivery)),
      );
    });
  }

  /** Newest first. */
  all(mailbox: MailboxId): Promise<readonly StoredMessage[]> {
    return asked(async () => {
      const [values, heard, mail] = await Promise.all([
        this.#redis.hvals(this.#keys.messages(mailbox)),
        this.#redis.smembers(this.#keys.heard(mailbox)),
        this.#redis.hgetall(this.#keys.mail(mailbox)),
      ]);
      const heardIds = new Set(heard);
      return values
        .map((json) => JSON.parse(json) as ListedMessage)
        .map((message) => ({ ...message, heard: heardIds.has(message.id), delivery: deliveryOf(mail[message.id]) }))
        .sort(newestFirst);
    });
  }

  ids(mailbox: MailboxId): Promise<ReadonlySet<string>> {
    return asked(async () => new Set(await this.#redis.hkeys(this.#keys.messages(mailbox))));
  }

  count(mailbox: MailboxId): Promise<number> {
    return asked(() => this.#redis.hlen(this.#keys.messages(mailbox)));
  }

  /** Messages that weren't heard; mailboxes without any are absent. What was heard is forgotten with its message. */
  newCounts(mailboxes: readonly MailboxId[]): Promise<ReadonlyMap<MailboxId, number>> {
    if (mailboxes.length === 0) return Promise.resolve(new Map());
    return asked(async () => {
      const pipeline = this.#redis.pipeline();
      for (const mailbox of mailboxes) pipeline.hlen(this.#keys.messages(mailbox)).scard(this.#keys.heard(mailbox));
      const replies = (await pipeline.exec()) ?? [];
      const counts = mailboxes.map((mailbox, place) => {
        const [[failure, all] = [], [other, heard] = []] = replies.slice(2 * place, 2 * place + 2);
        if (failure != null || other != null) throw failure ?? other ?? new Error("no answer");
        return [mailbox, Math.max(0, Number(all) - Number(heard))] as const;
      });
      return new Map(counts.filter(([, count]) => count > 0));
    });
  }

  find(id: MessageId): Promise<StoredMessage | undefined> {
    return asked(async () => {
      const mailbox = await this.#mailboxOf(id);
      return mailbox === undefined ? undefined : this.#read(mailbox, id);
    });
  }

  /** Whose message it is, or was until it was deleted for good. */
  mailboxOf(id: MessageId): Promise<MailboxId | undefined> {
    return asked(() => this.#mailboxOf(id));
  }

  /** False: there is no such message any more. */
  setHeard(mailbox: MailboxId, id: MessageId, heard: boolean): Promise<boolean> {
    const key = this.#keys.heard(mailbox);
    return asked(async () => {
      if ((await this.#redis.hexists(this.#keys.messages(mailbox), id)) === 0) return false;
      await (heard ? this.#redis.sadd(key, id) : this.#redis.srem(key, id));
      return true;
    });
  }

  /** For good. */
  remove(mailbox: MailboxId, id: MessageId): Promise<void> {
    const { messages, heard, mail, owner, mailDue } = this.#keys;
    return asked(async () => {
      await committed(this.#redis.multi().hdel(messages(mailbox), id).srem(heard(mailbox), id).hdel(mail(mailbox), id));
      await this.#redis.del(owner(id));
      await this.#redis.srem(mailDue, id);
    });
  }

  /** How far the e-mail has come, while it is queued. False: the message is gone, or its e-mail is done with. */
  moveDelivery(mailbox: MailboxId, id: MessageId, next: Delivery): Promise<boolean> {
    const both = [this.#keys.messages(mailbox), this.#keys.mail(mailbox)];
    return asked(async () => (await moveScript(this.#redis, both, [id, JSON.stringify(next)])) === 1);
  }

  /**
   * A mail server has taken the e-mail: notes it and marks the message heard in one step, once.
   * @returns what the owner wants done now; undefined: the message is gone
   */
  acceptDelivery(mailbox: MailboxId, id: MessageId, accepted: Accepted): Promise<AfterEmail | undefined> {
    const { messages, mail, heard, gone } = this.#keys;
    const all = [messages, mail, heard, gone].map((key) => key(mailbox));
    return asked(async () => {
      const done = await acceptScript(this.#redis, all, [id, JSON.stringify(accepted)]);
      return done === "" ? undefined : (done as AfterEmail);
    });
  }

  /** Messages whose e-mail is to be sent, or whose sending is to be brought to its end. */
  due(most: number): Promise<readonly MessageId[]> {
    return asked(async () => {
      const ids = await this.#redis.srandmember(this.#keys.mailDue, most);
      return ids.flatMap((id) => parseMessageId(id) ?? []);
    });
  }

  /** Its e-mail has failed for good: remembered for a week. */
  noteFailedMail(tenant: TenantId, id: MessageId, nowMs: number): Promise<void> {
    const key = this.#keys.mailFailed(tenant);
    return asked(() =>
      committed(
        this.#redis
          .multi()
          .zadd(key, nowMs, id)
          .zremrangebyscore(key, "-inf", nowMs - FAILED_MAIL_MS)
          .zremrangebyrank(key, 0, -MOST_FAILED_MAILS - 1)
          .pexpire(key, FAILED_MAIL_MS),
      ),
    );
  }

  /** The newest first; some may be gone meanwhile. */
  failedMails(tenant: TenantId, nowMs: number): Promise<readonly MessageId[]> {
    return asked(async () => {
      const key = this.#keys.mailFailed(tenant);
      const ids = await this.#redis.zrange(key, "+inf", nowMs - FAILED_MAIL_MS, "BYSCORE", "REV");
      return ids.flatMap((id) => parseMessageId(id) ?? []);
    });
  }

  /** Its e-mail is still to be sent. */
  async makeDue(id: MessageId): Promise<void> {
    await asked(() => this.#redis.sadd(this.#keys.mailDue, id));
  }

  /** Nothing is left to do for its e-mail. */
  async settle(id: MessageId): Promise<void> {
    await asked(() => this.#redis.srem(this.#keys.mailDue, id));
  }

  async #read(mailbox: MailboxId, id: MessageId): Promise<StoredMessage | undefined> {
    const [json, heard, mail] = await Promise.all([
      this.#redis.hget(this.#keys.messages(mailbox), id),
      this.#redis.sismember(this.#keys.heard(mailbox), id),
      this.#redis.hget(this.#keys.mail(mailbox), id),
    ]);
    if (json === null) return undefined;
    return { ...(JSON.parse(json) as ListedMessage), heard: heard === 1, delivery: deliveryOf(mail) };
  }

  async #mailboxOf(id: MessageId): Promise<MailboxId | undefined> {
    return parseMailboxId((await this.#redis.get(this.#keys.owner(id))) ?? "");
  }
}

export function newestFirst(one: StoredMessage, other: StoredMessage): number {
  return other.receivedAt.localeCompare(one.receivedAt) || one.id.localeCompare(other.id);
}

/** Messages of before there was e-mail have none. */
export function deliveryOf(json: string | null | undefined): Delivery {
  return json == null ? { state: "off" } : (JSON.parse(json) as Delivery);
}

/** @throws MailboxesAway */
export async function asked<Result>(command: () => Promise<Result>): Promise<Result> {
  try {
    return await command();
  } catch (cause) {
    throw new MailboxesAway({ cause });
  }
}

/** A transaction whose commands failed one by one still "executes": each result has its own error. */
async function committed(transaction: ChainableCommander): Promise<void> {
  for (const [failure] of (await transaction.exec()) ?? []) if (failure !== null) throw failure;
}
