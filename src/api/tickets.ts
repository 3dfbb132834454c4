import { hkdfSync } from "node:crypto";
import type { Redis } from "ioredis";
import { loginKeys } from "../redis/keys.ts";
import { KEY_BYTES, openText, sealText, secretsKey, type SecretsKey } from "../sealing/sealed-text.ts";
import { hashToken, makeToken } from "../settings/secrets.ts";
import { asUnavailable } from "../settings/store/commit.ts";
import type { UserId } from "../vocabulary/identifiers.ts";
import type { OpenIdAttempt } from "./open-id.ts";

/** A log-in, or the registration of a passkey, between its two requests. */
export interface Ticket {
  readonly purpose: "log-in" | "passkey-log-in" | "passkey-registration" | "open-id" | "open-id-proved";
  /** Undefined: the passkey will tell. */
  readonly user?: UserId | undefined;
  /** `loginMark` of the user after the first step: another password since then ends it. */
  readonly mark?: string | undefined;
  /** What a passkey signs (WebAuthn §13.4.3). */
  readonly challenge?: string | undefined;
  /** Of a browser that was sent to the provider of log-ins. */
  readonly openId?: OpenIdAttempt | undefined;
}

/** Long enough to look for a phone. */
const TICKET_SECONDS = 5 * 60;

/**
 * The ticket's name goes to the browser; Redis has its SHA-256, and the ticket sealed with a key made of the name: what it says
 * is known with the name alone. @throws StoreUnavailable
 */
export async function issueTicket(redis: Redis, ticket: Ticket): Promise<string> {
  const name = makeToken();
  const key = loginKeys().ticket(hashToken(name));
  await asUnavailable(redis.set(key, sealText(keyOf(name), JSON.stringify(ticket), key), "EX", TICKET_SECONDS));
  return name;
}

/** @throws StoreUnavailable */
export async function readTicket(redis: Redis, name: string, purpose: Ticket["purpose"]): Promise<Ticket | undefined> {
  const key = loginKeys().ticket(hashToken(name));
  const sealed = await asUnavailable(redis.get(key));
  const text = sealed === null ? undefined : openText(keyOf(name), sealed, key);
  const ticket = text === undefined ? undefined : (JSON.parse(text) as Ticket);
  return ticket?.purpose === purpose ? ticket : undefined;
}

/** False for the second to use it. @throws StoreUnavailable */
export async function useTicket(redis: Redis, name: string): Promise<boolean> {
  return (await asUnavailable(redis.del(loginKeys().ticket(hashToken(name))))) === 1;
}

function keyOf(name: string): SecretsKey {
  return secretsKey(new Uint8Array(hkdfSync("sha256", name, "", "offhook ticket", KEY_BYTES)));
}
