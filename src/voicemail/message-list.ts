import type { ChainableCommander, Redis } from "ioredis";
import { mailboxKeys } from "../redis/keys.ts";
import { luaScript } from "../redis/script.ts";
import { parseMailboxId, parseMessageId, type MailboxId, type MessageId } from "../vocabulary/identifiers.ts";
import type { Accepted, AfterEmail, Delivery } from "./delivery.ts";
import { MailboxesAway } from "./errors.ts";
import type { StoredMessage } from "./message.ts";

/** What is written once; whether it was heard is kept beside it, so that no two writers can overwrite each other. */
export type ListedMessage = Omit<StoredMessage, "heard" | "delivery">;

/**
 * The lists of messages in Redis. Three keys a mailbox, in one cluster slot, one a message that says whose it is, and
 * the messages whose e-mail isn't done with:
 * `offhook:mailbox:{<mailbox>}` id → JSON · `offhook:mailbox:{<mailbox>}:heard` ids · `offhook:mailbox:{<mailbox>}:mail`
 * id → JSON · `offhook:message:<id>` mailbox · `offhook:mail:due` ids
 */
export interface MessageList {
  /** Adding it again changes neither what was heard nor what became of its e-mail. */
  add(message: ListedMessage, delivery: Delivery): Promise<void>;
  all(mailbox: MailboxId): Promise<readonly StoredMessage[]>;
  ids(mailbox: MailboxId): Promise<ReadonlySet<string>>;
  count(mailbox: MailboxId): Promise<number>;
  find(id: MessageId): Promise<StoredMessage | undefined>;
  /** Whose message it is, or was until it was deleted for good. */
  mailboxOf(id: MessageId): Promise<MailboxId | undefined>;
  /** False: there is no such message any more. */
  setHeard(mailbox: MailboxId, id: MessageId, heard: boolean): Promise<boolean>;
  /** For good. */
  remove(mailbox: MailboxId, id: MessageId): Promise<void>;
  /** How far the e-mail has come, while it is queued. False: the message is gone, or its e-mail is done with. */
  moveDelivery(mailbox: MailboxId, id: MessageId, next: Delivery): Promise<boolean>;
  /**
   * A mail server has taken the e-mail: notes it and marks the message heard in one step, once.
   * @returns what the owner wants done now; undefined: the message is gone
   */
  acceptDelivery(mailbox: MailboxId, id: MessageId, accepted: Accepted): Promise<AfterEmail | undefined>;
  /** Messages whose e-mail is to be sent, or whose sending is to be brought to its end. */
  due(most: number): Promise<readonly MessageId[]>;
  settle(id: MessageId): Promise<void>;
  /** Its e-mail is still to be sent. */
  makeDue(id: MessageId): Promise<void>;
}

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

export function messageList(redis: Redis, prefix?: string): MessageList {
  const keys = mailboxKeys(prefix);

  const read = async (mailbox: MailboxId, id: MessageId): Promise<StoredMessage | undefined> => {
    const [json, heard, mail] = await Promise.all([
      redis.hget(keys.messages(mailbox), id),
      redis.sismember(keys.heard(mailbox), id),
      redis.hget(keys.mail(mailbox), id),
    ]);
    if (json === null) return undefined;
    return { ...(JSON.parse(json) as ListedMessage), heard: heard === 1, delivery: deliveryOf(mail) };
  };
  const mailboxOf = async (id: MessageId): Promise<MailboxId | undefined> =>
    parseMailboxId((await redis.get(keys.owner(id))) ?? "");

  return {
    add: (message, delivery) =>
      asked(async () => {
        const { id, user: mailbox } = message;
        // These first: an entry without a message is harmless, a message that can't be found by its id is not.
        await redis.set(keys.owner(id), mailbox);
        if (delivery.state === "queued") await redis.sadd(keys.mailDue, id);
        await committed(
          redis
            .multi()
            .hset(keys.messages(mailbox), id, JSON.stringify(message))
            .hsetnx(keys.mail(mailbox), id, JSON.stringify(delivery)),
        );
      }),
    all: (mailbox) =>
      asked(async () => {
        const [values, heard, mail] = await Promise.all([
          redis.hvals(keys.messages(mailbox)),
          redis.smembers(keys.heard(mailbox)),
          redis.hgetall(keys.mail(mailbox)),
        ]);
        const heardIds = new Set(heard);
        return values
          .map((json) => JSON.parse(json) as ListedMessage)
          .map((message) => ({ ...message, heard: heardIds.has(message.id), delivery: deliveryOf(mail[message.id]) }))
          .sort(newestFirst);
      }),
    ids: (mailbox) => asked(async () => new Set(await redis.hkeys(keys.messages(mailbox)))),
    count: (mailbox) => asked(() => redis.hlen(keys.messages(mailbox))),
    find: (id) =>
      asked(async () => {
        const mailbox = await mailboxOf(id);
        return mailbox === undefined ? undefined : read(mailbox, id);
      }),
    mailboxOf: (id) => asked(() => mailboxOf(id)),
    setHeard: (mailbox, id, heard) =>
      asked(async () => {
        if ((await redis.hexists(keys.messages(mailbox), id)) === 0) return false;
        await (heard ? redis.sadd(keys.heard(mailbox), id) : redis.srem(keys.heard(mailbox), id));
        return true;
      }),
    remove: (mailbox, id) =>
      asked(async () => {
        await committed(
          redis.multi().hdel(keys.messages(mailbox), id).srem(keys.heard(mailbox), id).hdel(keys.mail(mailbox), id),
        );
        await redis.del(keys.owner(id));
        await redis.srem(keys.mailDue, id);
      }),
    moveDelivery: (mailbox, id, next) =>
      asked(async () => {
        const both = [keys.messages(mailbox), keys.mail(mailbox)];
        return (await moveScript(redis, both, [id, JSON.stringify(next)])) === 1;
      }),
    acceptDelivery: (mailbox, id, accepted) =>
      asked(async () => {
        const all = [keys.messages(mailbox), keys.mail(mailbox), keys.heard(mailbox), keys.gone(mailbox)];
        const done = await acceptScript(redis, all, [id, JSON.stringify(accepted)]);
        return done === "" ? undefined : (done as AfterEmail);
      }),
    due: (most) =>
      asked(async () => (await redis.srandmember(keys.mailDue, most)).flatMap((id) => parseMessageId(id) ?? [])),
    makeDue: (id) =>
      asked(async () => {
        await redis.sadd(keys.mailDue, id);
      }),
    settle: (id) =>
      asked(async () => {
        await redis.srem(keys.mailDue, id);
      }),
  };
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
