import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { challenges, verifyDigest, type DigestCheck } from "../../../src/registrar/digest.ts";
import { isFreshNonce, makeNonce } from "../../../src/registrar/nonce.ts";
import { parseCredentials } from "../../../src/sip/digest/credentials.ts";
import { challengesFor } from "../../../src/registrar/phone-quirks.ts";
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

describe("a nonce", () => {
  const NONCE = { secret: SECRET, realm: REALM, source: SOURCE, nowMs: NOW };

  it("serves for its lifetime, in its realm, under its secret", () => {
    const made = makeNonce(NONCE);
    expect(isFreshNonce(made, NONCE)).toBe(true);
    expect(isFreshNonce(made, { ...NONCE, nowMs: NOW + 299_999 })).toBe(true);
    expect(isFreshNonce(made, { ...NONCE, nowMs: NOW + 300_000 })).toBe(false);
    expect(isFreshNonce(made, { ...NONCE, nowMs: NOW - 60_000 })).toBe(false);
    expect(isFreshNonce(made, { ...NONCE, realm: "other" })).toBe(false);
    expect(isFreshNonce(made, { ...NONCE, secret: Buffer.alloc(32) })).toBe(false);
  });

  it("serves the address that it was given to; of IPv6 the whole /64, in which a phone roams", () => {
    expect(isFreshNonce(makeNonce(NONCE), { ...NONCE, source: "203.0.113.10" })).toBe(false);
    expect(isFreshNonce(makeNonce(NONCE), { ...NONCE, source: `::ffff:${SOURCE}` })).toBe(true);
    const ipv6 = { ...NONCE, source: "2001:db8:1:2::3" };
    expect(isFreshNonce(makeNonce(ipv6), { ...ipv6, source: "2001:db8:1:2:ffff::9" })).toBe(true);
    expect(isFreshNonce(makeNonce(ipv6), { ...ipv6, source: "2001:db8:1:3::3" })).toBe(false);
  });

  it("can't be changed", () => {
    const made = makeNonce(NONCE);
    fc.assert(
      fc.property(fc.nat(made.length - 1), fc.constantFrom("0", "1", "7", "a", "f"), (at, digit) => {
        const forged = made.slice(0, at) + digit + made.slice(at + 1);
        expect(isFreshNonce(forged, NONCE)).toBe(forged === made);
      }),
    );
  });

  it("is another one in each challenge", () => {
    const [first, second] = challenges(["SHA-256", "MD5"], { ...NONCE, stale: true });
    expect(first).toMatch(
      /^Digest realm="offhook\.test", nonce="[0-9a-f]{60}", algorithm=SHA-256, qop="auth", stale=true$/,
    );
    expect(second).toContain("algorithm=MD5");
    expect(/nonce="[^"]+/.exec(first!)).not.toEqual(/nonce="[^"]+/.exec(second!));
  });
});

describe("the challenges that a phone gets", () => {
  it("are all of them, but for phones known to stumble over those they don't know", () => {
    expect(challengesFor(undefined, ["MD5", "SHA-256"])).toEqual(["MD5", "SHA-256"]);
    expect(challengesFor("Desk 1.0", ["SHA-256", "MD5"])).toEqual(["SHA-256", "MD5"]);
    expect(challengesFor("baresip v1.0.0 (x86_64/linux)", ["MD5", "SHA-256"])).toEqual(["MD5"]);
    expect(challengesFor("baresip v3.1.0", ["MD5", "SHA-256"])).toEqual(["MD5", "SHA-256"]);
  });
});
