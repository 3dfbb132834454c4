import { createHash } from "node:crypto";

export interface Secret {
  readonly username: string;
  readonly password: string;
}

export interface DigestRequest extends Secret {
  readonly method: string;
  readonly uri: string;
  /** One WWW-Authenticate line. */
  readonly challenge: string;
  readonly nonceCount?: number;
}

/** What a phone answers to a digest challenge with qop=auth (RFC 7616 §3.4.1). */
export function authorization(request: DigestRequest): string {
  const { username, password, method, uri, challenge, nonceCount = 1 } = request;
  const algorithm = challengeField(challenge, "algorithm") ?? "MD5";
  const realm = challengeField(challenge, "realm") ?? "";
  const nonce = challengeField(challenge, "nonce") ?? "";
  const cnonce = "5f1d2c3b";
  const nc = nonceCount.toString(16).padStart(8, "0");
  const h = (text: string): string =>
    createHash(algorithm === "SHA-256" ? "sha256" : "md5")
      .update(text)
      .digest("hex");
  const response = h(`${h(`${username}:${realm}:${password}`)}:${nonce}:${nc}:${cnonce}:auth:${h(`${method}:${uri}`)}`);
  const fields = [
    `username="${username}"`,
    `realm="${realm}"`,
    `nonce="${nonce}"`,
    `uri="${uri}"`,
    `algorithm=${algorithm}`,
    `qop=auth`,
    `nc=${nc}`,
    `cnonce="${cnonce}"`,
    `response="${response}"`,
  ];
  return `Digest ${fields.join(", ")}`;
}

/** A field of a challenge, its quotes taken off. */
export function challengeField(challenge: string, name: string): string | undefined {
  const match = new RegExp(`[\\s,]${name}=(?:"([^"]*)"|([^,\\s]+))`, "i").exec(challenge);
  return match?.[1] ?? match?.[2];
}
