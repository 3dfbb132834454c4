import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import { idempotencyKeys } from "../../redis/keys.ts";
import { luaScript } from "../../redis/script.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Sealer } from "../../sealing/sealer.ts";
import { systemSecret, type SystemSecretParts } from "../../sealing/system-secret.ts";
import { StoreUnavailable } from "../../settings/errors.ts";
import { makeToken } from "../../settings/secrets.ts";
import { asUnavailable } from "../../settings/store/commit.ts";
import { IdempotencyInProgress, IdempotencyKeyReused, TooManyRequests } from "../errors.ts";

/** How long an answer is kept for the same request to come again. */
const KEPT_MS = 24 * 3_600_000;
/** A request that takes longer, or whose process has died, holds its key no more. */
const UNDER_WAY_MS = 120_000;
/** Keys that a company has in these hours. */
const MOST_OF_COMPANY = 10_000;
/** A larger answer isn't kept: the request can't be repeated for it. */
const MOST_BYTES = 1024 * 1024;
const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The key is taken, unless it is held: what holds it is answered. Keys: the record, the company's list. */
const takeScript = luaScript(`
local held = redis.call('GET', KEYS[1])
if held then return {'held', held} end
redis.call('ZREMRANGEBYSCORE', KEYS[2], 0, ARGV[1])
if redis.call('ZCARD', KEYS[2]) >= ${MOST_OF_COMPANY} then return {'full'} end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ${UNDER_WAY_MS})
redis.call('ZADD', KEYS[2], ARGV[1] + ${UNDER_WAY_MS}, KEYS[1])
redis.call('PEXPIRE', KEYS[2], ${KEPT_MS})
return {'taken'}
`);

/** The answer takes the place of the request that still holds the key. */
const keepScript = luaScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[2] then return end
redis.call('SET', KEYS[1], ARGV[3], 'PX', ${KEPT_MS})
redis.call('ZADD', KEYS[2], ARGV[1] + ${KEPT_MS}, KEYS[1])
redis.call('PEXPIRE', KEYS[2], ${KEPT_MS})
`);

const releaseScript = luaScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return end
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], KEYS[1])
`);

/** A request with a key of its own, and who sends it. */
export interface KeyedRequest {
  /** A company, or the provider. */
  readonly owner: string;
  readonly asker: string;
  readonly key: string;
  /** Method, address and body. */
  readonly content: readonly (string | Uint8Array)[];
}

/** An answer, as it was sent. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A key that a request holds until it is answered. */
export interface HeldKey {
  /** @throws StoreUnavailable */
  keep(answer: KeptAnswer): Promise<void>;
  /** Nothing was done: the request may come again with the key. @throws StoreUnavailable */
  release(): Promise<void>;
}

interface Kept {
  readonly request: string;
  /** Undefined while the first request is under way. */
  readonly sealed?: string;
}

/**
 * Requests that are done once however often they are sent: the first answer is kept, sealed with what the client's key and the
 * system's secret make together, since it may have a password in it that is shown once. Neither the client's key nor a request is kept.
 */
export class Idempotency {
  readonly #redis: Redis;
  readonly #clock: Clock;
  readonly #sealer: Sealer;
  #secret: Promise<string> | undefined;

  constructor({ redis, sealer, clock }: SystemSecretParts & { readonly clock: Clock }) {
    this.#redis = redis;
    this.#sealer = sealer;
    this.#clock = clock;
  }

  /** The answer of before, or the key for the request. @throws IdempotencyKeyReused, IdempotencyInProgress, TooManyRequests, StoreUnavailable */
  async take({ owner, asker, key, content }: KeyedRequest): Promise<KeptAnswer | HeldKey> {
    const secret = await this.#readSecret();
    const keys = idempotencyKeys();
    const name = createHmac("sha256", secret)
      .update(JSON.stringify([owner, asker, key]))
      .digest("base64url");
    const places = [keys.answer(name), keys.ofCompany(owner)];
    const sealingKey = Buffer.from(hkdfSync("sha256", key, secret, name, 32));
    const mac = createHmac("sha256", sealingKey);
    for (const part of content) mac.update(part).update("\0");
    const request = mac.digest("base64url");
    const attempt = JSON.stringify({ request, attempt: makeToken() });
    const reply = await asUnavailable(takeScript(this.#redis, places, [this.#clock.nowMs(), attempt]));
    const [outcome, held] = reply as [string, string?];
    if (outcome === "full") throw new TooManyRequests(60, "too many idempotency keys of the last 24 hours");
    if (held !== undefined) return answerOf(JSON.parse(held) as Kept, request, sealingKey);
    return {
      keep: async (answer) => {
        const sealed = seal(sealingKey, JSON.stringify(answer));
        if (sealed.length > MOST_BYTES) return;
        const kept: Kept = { request, sealed };
        const args = [this.#clock.nowMs(), attempt, JSON.stringify(kept)];
        await asUnavailable(keepScript(this.#redis, places, args));
      },
      release: async () => {
        await asUnavailable(releaseScript(this.#redis, places, [attempt]));
      },
    };
  }

  /** Made by the first process that needs it. */
  #readSecret(): Promise<string> {
    const name = idempotencyKeys().secret;
    const read = async (): Promise<string> => {
      const parts = { redis: this.#redis, sealer: this.#sealer };
      const secret = await asUnavailable(systemSecret(parts, name, makeToken));
      // A Redis that lost it in between: without it an answer would be sealed with the client's key alone.
      if (secret === undefined) throw new StoreUnavailable(new Error("the secret of idempotency keys is not kept"));
      return secret;
    };
    this.#secret ??= read().catch((failure: unknown) => {
      this.#secret = undefined;
      throw failure;
    });
    return this.#secret;
  }
}

function answerOf({ request: first, sealed }: Kept, request: string, key: Buffer): KeptAnswer {
  if (first !== request) throw new IdempotencyKeyReused();
  if (sealed === undefined) throw new IdempotencyInProgress();
  return JSON.parse(open(key, sealed)) as KeptAnswer;
}

function seal(key: Buffer, text: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64");
}

function open(key: Buffer, text: string): string {
  const bytes = Buffer.from(text, "base64");
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV_BYTES));
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString("utf8");
}
