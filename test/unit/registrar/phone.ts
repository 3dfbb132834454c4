import { createHash } from "node:crypto";

import type { Accounts } from "../../../src/registrar/authentication.ts";
import type { OfferedAlgorithm } from "../../../src/challenge/algorithms.ts";
import type { Answer, IncomingRequest } from "../../../src/registrar/request.ts";
import { parseChallenges } from "../../../src/sip/digest/challenge.ts";
import { printCredentials } from "../../../src/sip/digest/credentials.ts";
import { digestHa1, digestResponse } from "../../../src/sip/digest/digest.ts";
import type { DeviceRecord } from "../../../src/settings/kinds/device.ts";
import { parseDeviceId, parseSipUsername, parseTenantId, parseUserId } from "../../../src/vocabulary/identifiers.ts";

export const REALM = "offhook.test";
export const PASSWORD = "correct horse";

const hash = (algorithm: "md5" | "sha256", text: string): string => createHash(algorithm).update(text).digest("hex");

export function deviceRecord(sipUsername: string, over: Partial<DeviceRecord> = {}): DeviceRecord {
  return {
    id: parseDeviceId(`device-${sipUsername}`)!,
    tenantId: parseTenantId("tenant-acme")!,
    userId: parseUserId("user-alice")!,
    label: "Desk",
    kind: "ip-phone",
    macAddress: null,
    sipUsername: parseSipUsername(sipUsername)!,
    ha1Md5: hash("md5", `${sipUsername}:${REALM}:${PASSWORD}`),
    ha1Sha256: hash("sha256", `${sipUsername}:${REALM}:${PASSWORD}`),
    version: 1,
    ...over,
  };
}

export function accountsOf(...devices: DeviceRecord[]): Accounts {
  return {
    realm: REALM,
    deviceBySipUsername: (name) => devices.find(({ sipUsername }) => sipUsername === name),
  };
}

export interface RequestFacts {
  readonly method?: string;
  readonly uri?: string;
  readonly headers?: Record<string, string>;
  readonly address?: string;
  readonly port?: number;
  readonly protocol?: string;
}

/** A request as drachtio-srf shows it. */
export function requestOf({ method, uri, headers, address, port, protocol }: RequestFacts = {}): IncomingRequest {
  return {
    method: method ?? "REGISTER",
    uri: uri ?? `sip:${REALM}`,
    get: (name) => headers?.[name.toLowerCase()],
    source_address: address ?? "192.0.2.10",
    source_port: port ?? 5060,
    protocol: protocol ?? "udp",
    stackTxnId: "transaction-1",
  };
}

/** The value of a challenge's parameter, from the line of that algorithm. */
export function challengeOf(answer: Answer, algorithm: OfferedAlgorithm): { nonce: string; stale: boolean } {
  const lines = (answer.headers["WWW-Authenticate"] ?? "").replaceAll("\r\nWWW-Authenticate:", ",");
  const challenge = parseChallenges(lines).find((each) => each.algorithm === algorithm);
  return { nonce: challenge?.nonce ?? "", stale: challenge?.stale ?? false };
}

export interface Proof {
  readonly username: string;
  readonly nonce: string;
  readonly nonceCount?: number;
  readonly algorithm?: OfferedAlgorithm;
  readonly password?: string;
  readonly method?: string;
  readonly uri?: string;
  readonly realm?: string;
}

/** What a phone writes into Authorization. */
export function authorization(proof: Proof): string {
  const { username, nonce, algorithm = "MD5", password = PASSWORD, method = "REGISTER", realm = REALM } = proof;
  const uri = proof.uri ?? `sip:${REALM}`;
  const nonceCount = (proof.nonceCount ?? 1).toString(16).padStart(8, "0");
  const input = { uri, nonce, nonceCount, cnonce: "c0ffee", qop: "auth" };
  const response = digestResponse(algorithm, digestHa1(algorithm, username, realm, password), method, input);
  return printCredentials({ username, realm, response, algorithm, opaque: undefined, ...input });
}
