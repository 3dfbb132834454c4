import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { verifyDigest, type DigestCheck } from "../../../src/registrar/digest.ts";
import { makeNonce } from "../../../src/challenge/nonce.ts";
import { parseCredentials } from "../../../src/sip/digest/credentials.ts";
import { authorization, deviceRecord, REALM, type Proof } from "./phone.ts";
import { anyText } from "../../support/any-text.ts";

const NOW = 1_800_000_000_000;
const SECRET = Buffer.alloc(32, 7);
const SOURCE = "203.0.113.9";
const alice = deviceRecord("alice1");

const check: DigestCheck = {
  method: "REGISTER",
  requestUri: `sip:${REALM}`,
  realm: REALM,
  source: SOURCE,
  secret: SECRET,
  nonceLifetimeMs: 300_000,
  nowMs: NOW,
  ha1Of: (name) => (name === "alice1" ? { MD5: alice.ha1Md5, "SHA-256": alice.ha1Sha256 } : undefined),
};
const nonce = makeNonce({ ...check, nowMs: NOW - 1_000 });
const judge = (proof: Partial<Proof> = {}, over: Partial<DigestCheck> = {}): unknown =>
  verifyDigest(parseCredentials(authorization({ username: "alice1", nonce, ...proof })), { ...check, ...over });
const again = { kind: "challenge", stale: false };

describe("a phone that proves itself", () => {
  it.each(["MD5", "SHA-256"] as const)("is believed with %s", (algorithm) => {
    expect(judge({ algorithm, nonceCount: 0x1f })).toEqual({
      kind: "proven",
      username: "alice1",
      nonce,
      nonceCount: 0x1f,
    });
  });

  it("is challenged when it shows nothing, another realm, an unknown algorithm or no count", () => {
    const shown = authorization({ username: "alice1", nonce });
    for (const header of [
      undefined,
      "",
      "Basic YWxpY2U6eA==",
      authorization({ username: "alice1", nonce, realm: "elsewhere" }),
      shown.replace("algorithm=MD5", "algorithm=SHA-512-256"),
      shown.replace("algorithm=MD5", "algorithm=MD5-sess"),
      shown.replace(", qop=auth", ""),
      shown.replace("qop=auth", "qop=auth-int"),
      shown.replace("nc=00000001", "nc=00000000"),
      shown.replace("nc=00000001", "nc=1"),
      shown.replace(/, cnonce="[^"]*"/, ""),
    ]) {
      expect(verifyDigest(parseCredentials(header), check)).toEqual(again);
    }
  });

  it("gets the same challenge for a wrong password, an unknown name and another method's proof", () => {
    expect(judge({ password: "wrong" })).toEqual(again);
    expect(judge({ username: "nobody" })).toEqual(again);
    expect(judge({ method: "INVITE" })).toEqual(again);
  });

  it("is told that only its nonce is too old, or was never ours, when its password is right", () => {
    const stale = { kind: "challenge", stale: true };
    expect(judge({}, { nowMs: NOW + 300_000 })).toEqual(stale);
    expect(judge({ nonce: makeNonce({ ...check, secret: Buffer.alloc(32, 8) }) })).toEqual(stale);
    expect(judge({ nonce: "made-up" })).toEqual(stale);
    expect(judge({}, { source: "203.0.113.10" })).toEqual(stale);
    expect(judge({ password: "wrong" }, { nowMs: NOW + 300_000 })).toEqual(again);
  });

  it("may write the server's port, transport or escapes differently in its proof", () => {
    expect(judge({}, { requestUri: `sip:${REALM}:5060;transport=tcp` })).toMatchObject({ kind: "proven" });
    const dialled = { method: "INVITE", requestUri: `sip:%2B33170000001@${REALM.toUpperCase()};user=phone` };
    expect(judge({ method: "INVITE", uri: `sip:+33170000001@${REALM}` }, dialled)).toMatchObject({ kind: "proven" });
  });

  it("is believed where a proxy has written one of our names for another, and nowhere else", () => {
    const isOurs = (host: string): boolean => [REALM, "pbx.example.com", "192.0.2.5"].includes(host);
    const behindProxy = { isOurs, requestUri: "sip:192.0.2.5:5060" };
    expect(judge({ uri: "sip:pbx.example.com" }, behindProxy)).toMatchObject({ kind: "proven" });
    expect(judge({ uri: "sip:elsewhere.example" }, behindProxy)).toEqual({ kind: "other-request" });
    expect(judge({ uri: "sip:1001@pbx.example.com" }, behindProxy)).toEqual({ kind: "other-request" });
    expect(judge({ uri: "sip:pbx.example.com", password: "wrong" }, behindProxy)).toEqual(again);
  });

  it("can't use a proof for another number or server", () => {
    const other = { kind: "other-request" };
    expect(judge({ uri: `sip:1001@${REALM}` }, { requestUri: `sip:1002@${REALM}` })).toEqual(other);
    expect(judge({}, { requestUri: "sip:elsewhere.example" })).toEqual(other);
    expect(judge({ uri: "nonsense" })).toEqual(other);
  });

  it("finds its proof for us among those for others", () => {
    const header = `${authorization({ username: "alice1", nonce: "x", realm: "elsewhere" })}, ${authorization({ username: "alice1", nonce })}`;
    expect(verifyDigest(parseCredentials(header), check)).toMatchObject({ kind: "proven", nonce });
  });
});

describe("credentials in any shape", () => {
  it("are read with blanks, quotes, escapes and any case", () => {
    const [read] = parseCredentials(
      'DIGEST Username = "a\\"b,c" ,REALM="r",nonce="n" , uri="sip:x;a=b,c",response="R",QOP=auth',
    );
    expect(read).toMatchObject({ username: 'a"b,c', realm: "r", nonce: "n", uri: "sip:x;a=b,c", qop: "auth" });
  });

  it("never make anything throw", () => {
    const pieces = fc.array(
      fc.constantFrom(
        "Digest ",
        "Basic ",
        "username=",
        '"',
        "\\",
        ",",
        "realm=",
        "nonce=x",
        "uri=",
        "response=",
        "=",
        " ",
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          anyText,
          pieces.map((list) => list.join("")),
        ),
        (header) => {
          expect(["challenge", "other-request"]).toContain(verifyDigest(parseCredentials(header), check).kind);
        },
      ),
    );
  });
});
