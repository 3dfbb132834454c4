import { Redis } from "ioredis";
import type { RedisOptions } from "ioredis";
import { gatherWrites } from "../runtime/gather-writes.ts";
import { watchAnswers } from "./answer-watch.ts";
import { RedisUrlInvalid } from "./errors.ts";

/** How long a command may take before the caller is told that Redis doesn't answer. */
export const COMMAND_TIMEOUT_MS = 2_000;
/** What a caller waits for longer is decided without Redis, by what this process knows. */
export const CALLER_WAITS_MS = 500;
const CONNECT_TIMEOUT_MS = 2_000;
/** A connection that owes an answer and stays silent this long is dead, whatever TCP believes. */
const SOCKET_TIMEOUT_MS = 5_000;
const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 2_000;
/** After this many doublings every retry waits LONGEST_RETRY_MS anyway. */
const MAX_DOUBLINGS = 10;
const REDIS_PORT = 6_379;
const SENTINEL_PORT = 26_379;

/**
 * A connection to Redis that fails promptly: no queue while it is away, bounded commands, endless but
 * spaced-out reconnection. It connects with `connect()`, or at the first command (which then fails).
 *
 * @param target redis://, rediss://, redis+sentinel://[user:password@]host[:port],…/master[/db], unix:/path, or ioredis options
 * @param onError is told of every failed connection, for the log; the errors hold addresses but no passwords
 * @throws RedisUrlInvalid for any other text
 */
export function createRedis(
  target: string | RedisOptions,
  extra: RedisOptions = {},
  onError?: (problem: Error) => void,
): Redis {
  // The library's own limits count time in which this process stood still: it gets neither.
  const {
    commandTimeout = COMMAND_TIMEOUT_MS,
    socketTimeout = SOCKET_TIMEOUT_MS,
    ...options
  } = {
    ...(typeof target === "string" ? parseRedisUrl(target) : target),
    ...extra,
  };
  const redis = new Redis({
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // After a fail-over the old master is a replica: find the new one.
    reconnectOnError: ({ message }) => message.startsWith("READONLY"),
    retryStrategy: (times) => Math.min(FIRST_RETRY_MS * 2 ** Math.min(times - 1, MAX_DOUBLINGS), LONGEST_RETRY_MS),
    ...options,
  });
  watchAnswers(redis, { commandMs: commandTimeout, silenceMs: socketTimeout });
  redis.on("connect", () => gatherWrites(redis.stream));
  // Without a listener ioredis writes to the console.
  redis.on("error", (problem: Error) => onError?.(problem));
  return redis;
}

/** Reads a Redis URL into ioredis options. */
export function parseRedisUrl(text: string): RedisOptions {
  if (text.startsWith("unix:")) return { path: text.slice("unix:".length).replace(/^\/\/(?=\/)/, "") };
  if (text.startsWith("redis+sentinel://")) return parseSentinelUrl(text);
  const url = readUrl(text);
  if (url.protocol !== "redis:" && url.protocol !== "rediss:") throw new RedisUrlInvalid();
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? REDIS_PORT : Number(url.port),
    ...credentials(url.username, url.password),
    ...database(url.pathname.slice(1)),
    ...(url.protocol === "rediss:" ? { tls: {} } : {}),
  };
}

/** redis+sentinel://[user:password@]host[:port],host[:port]/master[/db]; the password is the data servers'. */
function parseSentinelUrl(text: string): RedisOptions {
  const parts = /^redis\+sentinel:\/\/(?:(?<login>[^@/]*)@)?(?<hosts>[^@/]+)\/(?<name>[\w.-]+)(?:\/(?<db>\d+))?$/.exec(
    text,
  )?.groups;
  if (parts === undefined) throw new RedisUrlInvalid();
  const { login, hosts = "", name = "", db = "" } = parts;
  const sentinels = hosts.split(",").map((host) => {
    const url = readUrl(`redis://${host}`);
    return { host: url.hostname.replace(/^\[|\]$/g, ""), port: url.port === "" ? SENTINEL_PORT : Number(url.port) };
  });
  const { username, password } = readUrl(`redis://${login === undefined ? "" : `${login}@`}host`);
  return { sentinels, name, ...credentials(username, password), ...database(db) };
}

function readUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new RedisUrlInvalid(); // the cause would repeat the text, password and all
  }
  if (url.hostname === "") throw new RedisUrlInvalid();
  return url;
}

function credentials(username: string, password: string): RedisOptions {
  return {
    ...(username === "" ? {} : { username: percentDecoded(username) }),
    ...(password === "" ? {} : { password: percentDecoded(password) }),
  };
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RedisUrlInvalid();
  }
}

function database(text: string): RedisOptions {
  if (text === "") return {};
  if (!/^\d{1,4}$/.test(text)) throw new RedisUrlInvalid();
  return { db: Number(text) };
}
