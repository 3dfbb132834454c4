import type { Redis } from "ioredis";
import { mailboxKeys } from "../redis/keys.ts";
import { luaScript } from "../redis/script.ts";
import { parseMessageId, type MailboxId, type MessageId } from "../vocabulary/identifiers.ts";
import type { DeletedMessage } from "./message.ts";
import { asked, deliveryOf, newestFirst, type ListedMessage } from "./message-list.ts";

/** A deleted message can be restored for so long: mail servers send their bounces within hours. */
export const RESTORABLE_MS = 24 * 3_600_000;

/**
 * Messages that were deleted and can still be restored: by mailbox what each was, and for all when each goes for good.
 */
export interface DeletedList {
  /** Takes a message out of its list. False: it isn't in it (any more). */
  add(mailbox: MailboxId, id: MessageId, nowMs: number): Promise<boolean>;
  /** Newest first. */
  all(mailbox: MailboxId): Promise<readonly DeletedMessage[]>;
  find(mailbox: MailboxId, id: MessageId): Promise<DeletedMessage | undefined>;
  /** As it was, but for what is done after its e-mail: that was done. False: it is gone for good, or never was deleted. */
  restore(mailbox: MailboxId, id: MessageId): Promise<boolean>;
  /** Those whose time is over. */
  expired(nowMs: number, most: number): Promise<readonly MessageId[]>;
  forget(mailbox: MailboxId | undefined, id: MessageId): Promise<void>;
}

const addScript = luaScript(`
local message = redis.call('HGET', KEYS[1], ARGV[1])
if not message then return 0 end
local heard = redis.call('SISMEMBER', KEYS[2], ARGV[1]) == 1
local mail = redis.call('HGET', KEYS[3], ARGV[1]) or ''
local gone = { message = message, heard = heard, mail = mail, deletedAtMs = tonumber(ARGV[2]) }
redis.call('HSET', KEYS[4], ARGV[1], cjson.encode(gone))
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('SREM', KEYS[2], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
return 1
`);

const restoreScript = luaScript(`
local stored = redis.call('HGET', KEYS[4], ARGV[1])
if not stored then return 0 end
local gone = cjson.decode(stored)
redis.call('HSET', KEYS[1], ARGV[1], gone.message)
if gone.heard then redis.call('SADD', KEYS[2], ARGV[1]) end
if gone.mail ~= '' then
  local mail = cjson.decode(gone.mail)
  if mail.action == 'delete' then mail.action = 'keep-new' end
  redis.call('HSET', KEYS[3], ARGV[1], cjson.encode(mail))
end
redis.call('HDEL', KEYS[4], ARGV[1])
return 1
`);

/** As it is stored. */
interface StoredDeletedMessage {
  readonly message: string;
  readonly heard: boolean;
  readonly mail: string;
  readonly deletedAtMs: number;
}

export function deletedList(redis: Redis, prefix?: string): DeletedList {
  const keys = mailboxKeys(prefix);
  const allOf = (mailbox: MailboxId): string[] => {
    return [keys.messages(mailbox), keys.heard(mailbox), keys.mail(mailbox), keys.gone(mailbox)];
  };
  return {
    add: (mailbox, id, nowMs) =>
      asked(async () => {
        await redis.zadd(keys.expiries, nowMs + RESTORABLE_MS, id); // first: what is never forgotten fills the disk
        return (await addScript(redis, allOf(mailbox), [id, nowMs])) === 1;
      }),
    all: (mailbox) => asked(async () => (await redis.hvals(keys.gone(mailbox))).map(deletedMessage).sort(newestFirst)),
    find: (mailbox, id) =>
      asked(async () => {
        const json = await redis.hget(keys.gone(mailbox), id);
        return json === null ? undefined : deletedMessage(json);
      }),
    restore: (mailbox, id) =>
      asked(async () => {
        if ((await restoreScript(redis, allOf(mailbox), [id])) !== 1) return false;
        await redis.zrem(keys.expiries, id);
        return true;
      }),
    expired: (nowMs, most) =>
      asked(async () => {
        const ids = await redis.zrangebyscore(keys.expiries, 0, nowMs, "LIMIT", 0, most);
        return ids.flatMap((id) => parseMessageId(id) ?? []);
      }),
    forget: (mailbox, id) =>
      asked(async () => {
        if (mailbox !== undefined && (await redis.hdel(keys.gone(mailbox), id)) === 1) await redis.del(keys.owner(id));
        await redis.zrem(keys.expiries, id);
      }),
  };
}

function deletedMessage(json: string): DeletedMessage {
  const { message, heard, mail, deletedAtMs } = JSON.parse(json) as StoredDeletedMessage;
  return {
    ...(JSON.parse(message) as ListedMessage),
    heard,
    delivery: deliveryOf(mail === "" ? null : mail),
    deletedAt: new Date(deletedAtMs).toISOString(),
  };
}
