import { randomInt } from "node:crypto";
import type { Redis } from "ioredis";
import type { UserId } from "../vocabulary/identifiers.ts";
import { authenticatorApps, TOTP_FIELD, type SecondFactorParts, type TotpAccount } from "./authenticator-apps.ts";
import { hashToken } from "./secrets.ts";
import { asUnavailable } from "./store/commit.ts";

/** A passkey (WebAuthn Level 3, credential record), as it is kept: its secret never leaves the person's device. */
export interface Passkey {
  /** The credential's id, base64url. */
  readonly id: string;
  readonly name: string;
  /** COSE key, base64url. */
  readonly publicKey: string;
  /** How often it was used, as the device counts; 0: it doesn't. */
  readonly counter: number;
  readonly transports?: readonly string[] | undefined;
  /** The host that it was made at, and works at. */
  readonly host: string;
  readonly createdAtMs: number;
  readonly lastUsedAtMs?: number | undefined;
}

/** What a user has beside the password. */
export interface SecondFactors {
  readonly totp: boolean;
  readonly passkeys: readonly Passkey[];
  /** How many codes are left, each for one log-in without the device. */
  readonly recoveryCodes: number;
}

/** Second factors of all users, in Redis beside the settings. All methods throw StoreUnavailable. */
export interface SecondFactorStore {
  read(user: UserId): Promise<SecondFactors>;
  /** A secret for an authenticator app, not in force until a code of it was seen; the only time that it is told. */
  beginTotp(user: UserId, account: TotpAccount): Promise<{ readonly secret: string; readonly uri: string }>;
  /** Whether this is a code of the secret that was begun: it is in force now. */
  confirmTotp(user: UserId, code: string): Promise<boolean>;
  removeTotp(user: UserId): Promise<void>;
  /** By which kind of code the user has proved themselves; each code works once. */
  verifyCode(user: UserId, code: string): Promise<"totp" | "recovery" | undefined>;
  /** New ones in place of all that there were. */
  makeRecoveryCodes(user: UserId): Promise<readonly string[]>;
  savePasskey(user: UserId, passkey: Passkey): Promise<void>;
  removePasskey(user: UserId, id: string): Promise<void>;
  /** When the user is gone, or an administrator lets them in without. */
  removeAllOf(user: UserId): Promise<void>;
}

const RECOVERY_CODES = 10;
/** 31^12: 59 bits; a guard slows down those who try. */
const RECOVERY_CHARACTERS = 12;
/** Without what looks alike. */
const RECOVERY_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";
const RECOVERY = "recovery:";
const PASSKEY = "passkey:";

export function secondFactors(parts: SecondFactorParts): SecondFactorStore {
  const { redis, keys } = parts;
  const at = (user: UserId): string => keys.secondFactors(user);
  const apps = authenticatorApps(parts);
  return {
    beginTotp: apps.begin,
    confirmTotp: apps.confirm,
    removeTotp: apps.remove,
    async read(user) {
      const fields = Object.entries(await asUnavailable(redis.hgetall(at(user))));
      return {
        totp: fields.some(([field]) => field === TOTP_FIELD),
        recoveryCodes: fields.filter(([field]) => field.startsWith(RECOVERY)).length,
        passkeys: fields.flatMap(([field, text]) => (field.startsWith(PASSKEY) ? [JSON.parse(text) as Passkey] : [])),
      };
    },
    async verifyCode(user, code) {
      const plain = code.replaceAll(/[\s-]/g, "").toLowerCase();
      if (/^\d{6}$/.test(plain) && (await apps.takes(user, plain))) return "totp";
      const isRecovery = (await asUnavailable(redis.hdel(at(user), `${RECOVERY}${hashToken(plain)}`))) === 1;
      return isRecovery ? "recovery" : undefined;
    },
    async makeRecoveryCodes(user) {
      await dropFields(redis, at(user), RECOVERY);
      const codes = Array.from({ length: RECOVERY_CODES }, recoveryCode);
      const fields = codes.map((code) => [`${RECOVERY}${hashToken(code)}`, "1"] as const);
      await asUnavailable(redis.hset(at(user), Object.fromEntries(fields)));
      return codes.map((code) => code.replace(/^(.{4})(.{4})(.{4})$/, "$1-$2-$3"));
    },
    async savePasskey(user, passkey) {
      await asUnavailable(redis.hset(at(user), `${PASSKEY}${passkey.id}`, JSON.stringify(passkey)));
    },
    async removePasskey(user, id) {
      await asUnavailable(redis.hdel(at(user), `${PASSKEY}${id}`));
    },
    async removeAllOf(user) {
      await asUnavailable(redis.del(at(user), keys.totpBegun(user)));
    },
  };
}

async function dropFields(redis: Redis, key: string, prefix: string): Promise<void> {
  const fields = (await asUnavailable(redis.hkeys(key))).filter((field) => field.startsWith(prefix));
  if (fields.length > 0) await asUnavailable(redis.hdel(key, ...fields));
}

function recoveryCode(): string {
  let code = "";
  while (code.length < RECOVERY_CHARACTERS) code += RECOVERY_ALPHABET.charAt(randomInt(RECOVERY_ALPHABET.length));
  return code;
}

/** Whether a log-in asks for more than the password. Codes for a device that was removed are no factor of their own. */
export function needsSecondFactor({ totp, passkeys }: SecondFactors): boolean {
  return totp || passkeys.length > 0;
}
