import type { ChainableCommander, Redis } from "ioredis";
import { runScript, scriptOf } from "../settings/store/script.ts";
import { parseMessageId, parseUserId, type MessageId, type UserId } from "../vocabulary/identifiers.ts";
import type { Accepted, AfterEmail, Delivery } from "./delivery.ts";
import { MailboxesAway } from "./errors.ts";
import type { StoredMessage } from "./message.ts";

/** What is written once; whether it was heard is kept beside it, so that no two writers can overwrite each other. */
export type ListedMessage = Omit<StoredMessage, "heard" | "delivery">;

/**
 * The lists of messages in Redis. Three keys a mailbox, in one cluster slot, one a message that says whose it is, and
 * the messages whose e-mail isn't done with:
 * `offhook:mailbox:{<user>}` id → JSON · `offhook:mailbox:{<user>}:heard` ids · `offhook:mailbox:{<user>}:mail` id →
 * JSON · `offhook:message:<id>` user · `offhook:mail:due` ids
 */
export interface MessageList {
  /** Adding it again changes neither what was heard nor what became of its e-mail. */
  add(message: ListedMessage, delivery: Delivery): Promise<void>;
  all(user: UserId): Promise<readonly StoredMessage[]>;
  ids(user: UserId): Promise<ReadonlySet<string>>;
  count(user: UserId): Promise<number>;
  find(id: MessageId): Promise<StoredMessage | undefined>;
  /** False: there is no such message any more. */
  setHeard(user: UserId, id: MessageId, heard: boolean): Promise<boolean>;
  remove(user: UserId, id: MessageId): Promise<void>;
  /** How far the e-mail has come, while it is queued. False: the message is gone, or its e-mail is done with. */
  moveDelivery(user: UserId, id: MessageId, next: Delivery): Promise<boolean>;
  /**
   * A mail server has taken the e-mail: notes it and marks the message heard in one step, once.
   * @returns what the owner wants done now; undefined: the message is gone
   */
  acceptDelivery(user: UserId, id: MessageId, accepted: Accepted): Promise<AfterEmail | undefined>;
  /** Messages whose e-mail is to be sent, or whose sending is to be brought to its end. */
  due(most: number): Promise<readonly MessageId[]>;
  settle(id: MessageId): Promise<void>;
}

/** Only a queued e-mail moves on. */
const MOVE = scriptOf(`
local stored = redis.call('HGET', KEYS[2], ARGV[1])
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 or not stored then return 0 end
if cjson.decode(stored).state ~= 'queued' then return 0 end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return 1
`);

/** A message that its owner has heard meanwhile isn't deleted. */
const ACCEPT = scriptOf(`
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return '' end
local stored = redis.call('HGET', KEYS[2], ARGV[1])
local before = stored and cjson.decode(stored)
if before and before.state == 'sent' then return before.action end
local action = ARGV[4]
if action == 'delete' and redis.call('SISMEMBER', KEYS[3], ARGV[1]) == 1 then action = 'keep-new' end
if action == 'mark-heard' then redis.call('SADD', KEYS[3], ARGV[1]) end
local sent = { state = 'sent', attempts = tonumber(ARGV[2]), sentAt = ARGV[3], action = action }
redis.call('HSET', KEYS[2], ARGV[1], cjson.encode(sent))
return action
`);

export function messageList(redis: Redis, prefix = "offhook"): MessageList {
  const mailbox = (user: UserId): string => `${prefix}:mailbox:{${user}}`;
  const heardIn = (user: UserId): string => `${mailbox(user)}:heard`;
  const mailOf = (user: UserId): string => `${mailbox(user)}:mail`;
  const dueKey = `${prefix}:mail:due`;
  const ownerOf = (id: MessageId): string => `${prefix}:message:${id}`;

  const read = async (user: UserId, id: MessageId): Promise<StoredMessage | undefined> => {
    const [json, heard, mail] = await Promise.all([
      redis.hget(mailbox(user), id),
      redis.sismember(heardIn(user), id),
      redis.hget(mailOf(user), id),
    ]);
    if (json === null) return undefined;
    return { ...(JSON.parse(json) as ListedMessage), heard: heard === 1, delivery: deliveryOf(mail) };
  };

  return {
    add: (message, delivery) =>
      asked(async () => {
        const { id, user } = message;
        // These first: an entry without a message is harmless, a message that can't be found by its id is not.
        await redis.set(ownerOf(id), user);
        if (delivery.state === "queued") await redis.sadd(dueKey, id);
        await committed(
          redis
            .multi()
            .hset(mailbox(user), id, JSON.stringify(message))
            .hsetnx(mailOf(user), id, JSON.stringify(delivery)),
        );
      }),
    all: (user) =>
      asked(async () => {
        const [values, heard, mail] = await Promise.all([
          redis.hvals(mailbox(user)),
          redis.smembers(heardIn(user)),
          redis.hgetall(mailOf(user)),
        ]);
        const heardIds = new Set(heard);
        return values
          .map((json) => JSON.parse(json) as ListedMessage)
          .map((message) => ({ ...message, heard: heardIds.has(message.id), delivery: deliveryOf(mail[message.id]) }))
          .sort((one, other) => other.receivedAt.localeCompare(one.receivedAt) || one.id.localeCompare(other.id));
      }),
    ids: (user) => asked(async () => new Set(await redis.hkeys(mailbox(user)))),
    count: (user) => asked(() => redis.hlen(mailbox(user))),
    find: (id) =>
      asked(async () => {
        const user = parseUserId((await redis.get(ownerOf(id))) ?? "");
        return user === undefined ? undefined : read(user, id);
      }),
    setHeard: (user, id, heard) =>
      asked(async () => {
        if ((await redis.hexists(mailbox(user), id)) === 0) return false;
        await (heard ? redis.sadd(heardIn(user), id) : redis.srem(heardIn(user), id));
        return true;
      }),
    remove: (user, id) =>
      asked(async () => {
        await committed(redis.multi().hdel(mailbox(user), id).srem(heardIn(user), id).hdel(mailOf(user), id));
        await redis.del(ownerOf(id));
        await redis.srem(dueKey, id);
      }),
    moveDelivery: (user, id, next) =>
      asked(async () => {
        const keys = [mailbox(user), mailOf(user)];
        return (await runScript(redis, MOVE, keys, [id, JSON.stringify(next)])) === 1;
      }),
    acceptDelivery: (user, id, { attempts, sentAt, action }) =>
      asked(async () => {
        const keys = [mailbox(user), mailOf(user), heardIn(user)];
        const done = await runScript(redis, ACCEPT, keys, [id, String(attempts), sentAt, action]);
        return done === "" ? undefined : (done as AfterEmail);
      }),
    due: (most) => asked(async () => (await redis.srandmember(dueKey, most)).flatMap((id) => parseMessageId(id) ?? [])),
    settle: (id) =>
      asked(async () => {
        await redis.srem(dueKey, id);
      }),
  };
}

/** Messages of before there was e-mail have none. */
function deliveryOf(json: string | null | undefined): Delivery {
  return json == null ? { state: "off" } : (JSON.parse(json) as Delivery);
}

async function asked<Result>(command: () => Promise<Result>): Promise<Result> {
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
