import type { Redis } from "ioredis";
import { loginKeys } from "../redis/keys.ts";
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

/** The ticket's name goes to the browser; Redis has its SHA-256. @throws StoreUnavailable */
export async function issueTicket(redis: Redis, ticket: Ticket): Promise<string> {
  const name = makeToken();
  const key = loginKeys().ticket(hashToken(name));
  await asUnavailable(redis.set(key, JSON.stringify(ticket), "EX", TICKET_SECONDS));
  return name;
}

/** @throws StoreUnavailable */
export async function readTicket(redis: Redis, name: string, purpose: Ticket["purpose"]): Promise<Ticket | undefined> {
  const text = await asUnavailable(redis.get(loginKeys().ticket(hashToken(name))));
  const ticket = text === null ? undefined : (JSON.parse(text) as Ticket);
  return ticket?.purpose === purpose ? ticket : undefined;
}

/** False for the second to use it. @throws StoreUnavailable */
export async function useTicket(redis: Redis, name: string): Promise<boolean> {
  return (await asUnavailable(redis.del(loginKeys().ticket(hashToken(name))))) === 1;
}
