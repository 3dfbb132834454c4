import type { ChainableCommander, Redis } from "ioredis";
import { parseUserId, type MessageId, type UserId } from "../vocabulary/identifiers.ts";
import { MailboxesAway } from "./errors.ts";
import type { StoredMessage } from "./message.ts";

/** What is written once; whether it was heard is kept beside it, so that no two writers can overwrite each other. */
export type ListedMessage = Omit<StoredMessage, "heard">;

/**
 * The lists of messages in Redis. Two keys a mailbox, in one cluster slot, and one a message that says whose it is:
 * `offhook:mailbox:{<user>}` id → JSON · `offhook:mailbox:{<user>}:heard` ids · `offhook:message:<id>` user
 */
export interface MessageList {
  add(message: ListedMessage): Promise<void>;
  all(user: UserId): Promise<readonly StoredMessage[]>;
  ids(user: UserId): Promise<ReadonlySet<string>>;
  count(user: UserId): Promise<number>;
  find(id: MessageId): Promise<StoredMessage | undefined>;
  /** False: there is no such message any more. */
  setHeard(user: UserId, id: MessageId, heard: boolean): Promise<boolean>;
  remove(user: UserId, id: MessageId): Promise<void>;
}

export function messageList(redis: Redis, prefix = "offhook"): MessageList {
  const mailbox = (user: UserId): string => `${prefix}:mailbox:{${user}}`;
  const heardIn = (user: UserId): string => `${mailbox(user)}:heard`;
  const ownerOf = (id: MessageId): string => `${prefix}:message:${id}`;

  const read = async (user: UserId, id: MessageId): Promise<StoredMessage | undefined> => {
    const [json, heard] = await Promise.all([redis.hget(mailbox(user), id), redis.sismember(heardIn(user), id)]);
    return json === null ? undefined : { ...(JSON.parse(json) as ListedMessage), heard: heard === 1 };
  };

  return {
    add: (message) =>
      asked(async () => {
        // The owner first: an entry without a message is harmless, a message that can't be found by its id is not.
        await redis.set(ownerOf(message.id), message.user);
        await redis.hset(mailbox(message.user), message.id, JSON.stringify(message));
      }),
    all: (user) =>
      asked(async () => {
        const [values, heard] = await Promise.all([redis.hvals(mailbox(user)), redis.smembers(heardIn(user))]);
        const heardIds = new Set(heard);
        return values
          .map((json) => JSON.parse(json) as ListedMessage)
          .map((message) => ({ ...message, heard: heardIds.has(message.id) }))
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
        await committed(redis.multi().hdel(mailbox(user), id).srem(heardIn(user), id));
        await redis.del(ownerOf(id));
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

/** A transaction whose commands failed one by one still "executes": each result has its own error. */
async function committed(transaction: ChainableCommander): Promise<void> {
  for (const [failure] of (await transaction.exec()) ?? []) if (failure !== null) throw failure;
}
