import type { Redis } from "ioredis";
import { Secret, TOTP } from "otpauth";
import type { SettingsKeys } from "../redis/keys.ts";
import { luaScript } from "../redis/script.ts";
import type { Clock } from "../runtime/clock.ts";
import { placeOf, type Sealer } from "../sealing/sealer.ts";
import type { UserId } from "../vocabulary/identifiers.ts";
import { asUnavailable } from "./store/commit.ts";

export interface SecondFactorParts {
  readonly redis: Redis;
  readonly keys: SettingsKeys;
  readonly clock: Clock;
  readonly sealer: Sealer;
}

/** As the authenticator app shows it. */
export interface TotpAccount {
  readonly issuer: string;
  readonly label: string;
}

/** In the hash of a user's second factors. */
export const TOTP_FIELD = "totp";
/** RFC 6238 §4, RFC 4226 §4 R6: what authenticator apps take. */
const TOTP_SHAPE = { algorithm: "SHA1", digits: 6, period: 30 } as const;
const TOTP_SECRET_BYTES = 20;
/** RFC 6238 §5.2: one step of 30 s to either side for clocks that differ. */
const WINDOW_STEPS = 1;
/** A secret that was begun and not confirmed is forgotten. */
const BEGUN_FOR_SECONDS = 15 * 60;

/** RFC 6238 §5.2: a code is taken once. Answers 1 when no code of this step or a later one was taken before. */
const takeStepScript = luaScript(`
if tonumber(redis.call('HGET', KEYS[1], 'step') or '-1') >= tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'step', ARGV[1])
return 1
`);

/** Authenticator apps (TOTP, RFC 6238): one of each user, whose secret Redis holds sealed. */
export function authenticatorApps({ redis, keys, clock, sealer }: SecondFactorParts) {
  const at = (user: UserId): string => keys.secondFactors(user);
  /** Undefined: there is none, or its key is missing: a recovery code or a passkey still lets in. */
  const opened = (stored: string | null, place: string): string | undefined =>
    stored === null ? undefined : sealer.open(stored, place);

  async function isCode(user: UserId, secret: string, code: string): Promise<boolean> {
    const timestamp = clock.nowMs();
    const totp = new TOTP({ ...TOTP_SHAPE, secret: Secret.fromBase32(secret) });
    const delta = totp.validate({ token: code, window: WINDOW_STEPS, timestamp });
    if (delta === null) return false;
    const step = Math.floor(timestamp / 1_000 / TOTP_SHAPE.period) + delta;
    return (await asUnavailable(takeStepScript(redis, [at(user)], [step]))) === 1;
  }

  return {
    async begin(this: void, user: UserId, { issuer, label }: TotpAccount) {
      const secret = new Secret({ size: TOTP_SECRET_BYTES });
      const begun = keys.totpBegun(user);
      await asUnavailable(redis.set(begun, sealer.seal(secret.base32, placeOf(begun)), "EX", BEGUN_FOR_SECONDS));
      return { secret: secret.base32, uri: new TOTP({ ...TOTP_SHAPE, secret, issuer, label }).toString() };
    },
    async confirm(this: void, user: UserId, code: string): Promise<boolean> {
      const begun = keys.totpBegun(user);
      const secret = opened(await asUnavailable(redis.get(begun)), placeOf(begun));
      if (secret === undefined || !(await isCode(user, secret, code))) return false;
      const sealed = sealer.seal(secret, placeOf(at(user), TOTP_FIELD));
      await asUnavailable(redis.multi().hset(at(user), TOTP_FIELD, sealed).del(begun).exec());
      return true;
    },
    async remove(this: void, user: UserId): Promise<void> {
      await asUnavailable(redis.hdel(at(user), TOTP_FIELD));
    },
    /** Whether it is a code of the app that is in force; each works once. */
    async takes(this: void, user: UserId, code: string): Promise<boolean> {
      const stored = await asUnavailable(redis.hget(at(user), TOTP_FIELD));
      const secret = opened(stored, placeOf(at(user), TOTP_FIELD));
      return secret !== undefined && isCode(user, secret, code);
    },
  };
}
