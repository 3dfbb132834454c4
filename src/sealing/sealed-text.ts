import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

/** A key that secrets are sealed with: 256 bits, and the name by which a sealed text says that it was this one. */
export interface SecretsKey {
  /** Made of the key itself, so that no two keys have one name. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

export const KEY_BYTES = 32;
const CIPHER = "aes-256-gcm";
/** NIST SP 800-38D §5.2.1.1: what the mode is made for; §8.2.2: made at random, good for 2^32 texts of a key. */
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID_CHARACTERS = 8;
/** "sealed:1:3f9a01bc:…": version, key, then initialisation vector, tag and text, base64url. */
const SEALED = /^sealed:1:(?<key>[0-9a-f]{8}):(?<text>[\w-]{38,})$/;

/** @param bytes  32 of them */
export function secretsKey(bytes: Uint8Array): SecretsKey {
  const id = createHash("sha256").update("offhook secrets key").update(bytes).digest("hex");
  return { id: id.slice(0, KEY_ID_CHARACTERS), bytes };
}

export function makeSecretsKey(): SecretsKey {
  return secretsKey(randomBytes(KEY_BYTES));
}

/** Encrypts a secret, so that only the key opens it, and only where it was put. @param place  where it is kept */
export function sealText(key: SecretsKey, text: string, place: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key.bytes, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(place, "utf8"));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return `sealed:1:${key.id}:${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url")}`;
}

/** The key's id, of a sealed text; undefined: it is in clear. */
export function keyIdIn(text: string): string | undefined {
  return SEALED.exec(text)?.groups?.["key"];
}

/** Undefined: it isn't sealed with this key, was changed, or was put at another place. */
export function openText(key: SecretsKey, sealed: string, place: string): string | undefined {
  const bytes = Buffer.from(SEALED.exec(sealed)?.groups?.["text"] ?? "", "base64url");
  if (bytes.length < IV_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(CIPHER, key.bytes, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(place, "utf8"));
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}
