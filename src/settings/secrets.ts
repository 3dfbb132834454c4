import { createHash, randomBytes, randomInt } from "node:crypto";
import { tracingChannel } from "node:diagnostics_channel";
import { hash, verify } from "@node-rs/argon2";
import type { SipUsername } from "../vocabulary/identifiers.ts";
import { parseSipUsername } from "../vocabulary/identifiers.ts";

/** A voicemail PIN on its way into the settings: the digits for the rules, the hash for the record. */
export interface PreparedPin {
  readonly digits: string;
  readonly hash: string;
}

/** What a new device proves itself with. Only the name and the HA1 values are stored; the password is shown once. */
export interface DeviceCredentials {
  readonly sipUsername: SipUsername;
  readonly sipPassword: string;
  readonly ha1Md5: string;
  readonly ha1Sha256: string;
}

/** Lower-case letters and digits without those that look alike on a phone's display (0/o, 1/l/i). */
const PHONE_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";
const PASSWORD_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789";
/** 31^10 names: a guess hits no device, and a person can still type it. */
const SIP_USERNAME_LENGTH = 10;
/** 54^24: 138 bits. HA1 is a fast hash, so the password itself must be beyond guessing. */
const SIP_PASSWORD_LENGTH = 24;
const PASSWORD_BYTES = 15;
const TOKEN_BYTES = 32;
/** OWASP's minimum for Argon2id: 19 MiB, 2 passes, 1 lane. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Traces each hashing of a secret: work on a worker thread that is otherwise invisible to the process. */
const hashing = tracingChannel("offhook:hash");

function traced<Result>(work: () => Promise<Result>): Promise<Result> {
  return hashing.tracePromise(work, {});
}

/** Makes the name and password of a device and the HA1 values of RFC 7616 §3.4.2 for them. */
export function makeDeviceCredentials(realm: string): DeviceCredentials {
  const sipUsername = parseSipUsername(randomText(PHONE_ALPHABET, SIP_USERNAME_LENGTH));
  if (sipUsername === undefined) throw new RangeError("the alphabet of SIP usernames left the vocabulary's pattern");
  return credentialsFor(sipUsername, randomText(PASSWORD_ALPHABET, SIP_PASSWORD_LENGTH), realm);
}

/** The same with a given password: a device that keeps its name but gets a new secret. */
export function credentialsFor(sipUsername: SipUsername, sipPassword: string, realm: string): DeviceCredentials {
  const a1 = `${sipUsername}:${realm}:${sipPassword}`;
  return { sipUsername, sipPassword, ha1Md5: hex("md5", a1), ha1Sha256: hex("sha256", a1) };
}

/** Hashes a log-in password (Argon2id, PHC form). Takes tens of milliseconds on a worker thread. */
export function hashPassword(password: string): Promise<string> {
  return traced(() => hash(password, ARGON2));
}

/** Whether this is the password or PIN behind the hash; false also for a hash that can't be read. */
export async function verifySecret(storedHash: string, secret: string): Promise<boolean> {
  try {
    return await traced(() => verify(storedHash, secret));
  } catch {
    return false;
  }
}

/** Hashes a PIN and keeps its digits, for the change that stores it to check against the user's own numbers. */
export async function preparePin(digits: string): Promise<PreparedPin> {
  return { digits, hash: await traced(() => hash(digits, ARGON2)) };
}

/** Digits for the door of a conference room, which a person can read out. They are no run: the first digits differ by 2 or more. */
export function makeRoomPin(digits: number): string {
  const first = randomInt(1, 8);
  let pin = `${first}${first + 2}`;
  while (pin.length < digits) pin += String(randomInt(10));
  return pin;
}

/** A password that a person types once: 120 random bits, 20 characters. */
export function makePassword(): string {
  return randomBytes(PASSWORD_BYTES).toString("base64url");
}

/** A new API token or session key: 256 random bits, safe in URLs and headers. */
export function makeToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

/** What a webhook's receiver checks signatures with: 256 random bits. */
export function makeWebhookSecret(): string {
  return `whsec_${randomBytes(TOKEN_BYTES).toString("base64url")}`;
}

/** Stands in for the hash of a PIN that can't be opened: there is one, and no digits are it. */
export const UNKNOWN_HASH = "unreadable, as its key is missing";

/** What is stored of a token. */
export function hashToken(token: string): string {
  return hex("sha256", token);
}

function hex(algorithm: "md5" | "sha256", text: string): string {
  return createHash(algorithm).update(text, "utf8").digest("hex");
}

function randomText(alphabet: string, length: number): string {
  let text = "";
  for (let i = 0; i < length; i++) text += alphabet.charAt(randomInt(alphabet.length));
  return text;
}
