import { CHALLENGE_ORDER, type OfferedAlgorithm } from "../challenge/algorithms.ts";
import { challengesOf } from "../challenge/challenges.ts";
import { parseCredentials } from "../sip/digest/credentials.ts";
import type { Clock } from "../runtime/clock.ts";
import type { DeviceRecord } from "../settings/kinds/device.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import {
  parseSipUsername,
  type DeviceId,
  type SipUsername,
  type TenantId,
  type UserId,
} from "../vocabulary/identifiers.ts";
import { isArrivalAddress, type OwnNames } from "./own-names.ts";
import { credentialsFor, verifyDigest, type Ha1 } from "./digest.ts";
import type { NonceClaim, NonceCounts } from "./nonce-counts.ts";
import { NONCE_LIFETIME_MS, type NonceSecret } from "../challenge/nonce.ts";
import type { Answer, IncomingRequest } from "./request.ts";

/** Who sent a request, or the answer that it gets instead. */
export type Authentication =
  | {
      readonly kind: "authenticated";
      readonly username: SipUsername;
      readonly device: DeviceId;
      readonly user: UserId;
      readonly tenant: TenantId;
    }
  /** 401 with fresh challenges, or 400. */
  | { readonly kind: "refused"; readonly answer: Answer };

/** Where passwords are looked up: the settings' snapshot fits. */
export type Accounts = Pick<Snapshot, "realm" | "deviceBySipUsername">;

export interface AuthenticatorOptions {
  /** Asked for every request: a deleted device is gone at once. */
  readonly accounts: () => Accounts;
  readonly secret: NonceSecret;
  readonly nonceCounts: NonceCounts;
  readonly clock: Clock;
  /** The realm is one by itself. */
  readonly isOurName?: OwnNames;
  readonly algorithms?: readonly OfferedAlgorithm[];
  readonly nonceLifetimeMs?: number;
}

export type Authenticated = Extract<Authentication, { kind: "authenticated" }>;

/** What a proven sender may do: takes its nonce's count by the way. @returns false when the count was used before, and nothing was done */
export type ProvenWork = (who: Authenticated, nonce: NonceClaim) => Promise<boolean>;

/** Proves who sent a request, by digest (RFC 3261 §22, RFC 7616, RFC 8760). For REGISTER and for the INVITEs of phones. */
export interface Authenticator {
  /** @param work  done for a proven sender, and takes the nonce's count; by default only that */
  authenticate(request: IncomingRequest, work?: ProvenWork): Promise<Authentication>;
  /**
   * The name in the credentials that a request shows us, proven or not. Undefined: it shows none, or only such as are for
   * another realm, another scheme or not to be read, which are none (RFC 3261 §22.3).
   */
  claimedName(request: IncomingRequest): string | undefined;
}

export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { accounts, secret, nonceCounts, clock, isOurName = () => false } = options;
  const { algorithms = CHALLENGE_ORDER, nonceLifetimeMs = NONCE_LIFETIME_MS } = options;

  const challenged = (request: IncomingRequest, realm: string, stale: boolean): Authentication => {
    // RFC 3261 §7.3.1: challenges must not share a header line, and srf writes a name's value as it stands.
    const phone = { source: request.source_address, userAgent: request.get("user-agent"), nowMs: clock.nowMs(), stale };
    const lines = challengesOf({ realm, secret, algorithms }, phone).join("\r\nWWW-Authenticate: ");
    return { kind: "refused", answer: { status: 401, headers: { "WWW-Authenticate": lines } } };
  };

  return {
    async authenticate(request, work = (_who, nonce) => nonce.take()) {
      const known = accounts();
      const { realm } = known;
      const verdict = verifyDigest(parseCredentials(request.get("authorization")), {
        method: request.method,
        requestUri: request.uri,
        realm,
        source: request.source_address,
        secret,
        nonceLifetimeMs,
        nowMs: clock.nowMs(),
        isOurs: (host) => host === realm || isArrivalAddress(host, request.receivedOn) || isOurName(host),
        ha1Of: (username) => ha1Of(deviceNamed(username, known)),
      });
      if (verdict.kind === "other-request") return { kind: "refused", answer: { status: 400, headers: {} } };
      if (verdict.kind === "challenge") return challenged(request, realm, verdict.stale);
      const nonce = nonceCounts.claim(verdict.nonce, verdict.nonceCount);
      if (nonce === undefined) return challenged(request, realm, true);

      const device = deviceNamed(verdict.username, known);
      if (device === undefined) return challenged(request, realm, false);
      const { id, userId: user, tenantId: tenant, sipUsername: username } = device;
      const who = { kind: "authenticated", username, device: id, user, tenant } as const;
      return (await work(who, nonce)) ? who : challenged(request, realm, true);
    },
    claimedName: (request) =>
      credentialsFor(accounts().realm, parseCredentials(request.get("authorization")))?.username,
  };
}

function deviceNamed(name: string, accounts: Accounts): DeviceRecord | undefined {
  const username = parseSipUsername(name);
  return username && accounts.deviceBySipUsername(username);
}

function ha1Of(device: DeviceRecord | undefined): Ha1 | undefined {
  return device && { MD5: device.ha1Md5, "SHA-256": device.ha1Sha256 };
}
