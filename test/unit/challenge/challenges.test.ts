import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { challengesOf } from "../../../src/challenge/challenges.ts";
import { isFreshNonce, makeNonce } from "../../../src/challenge/nonce.ts";
import { challengesFor } from "../../../src/challenge/phone-quirks.ts";

const NOW = 1_800_000_000_000;
const SECRET = Buffer.alloc(32, 7);
const SOURCE = "203.0.113.9";
const REALM = "offhook.test";

const NONCE = { secret: SECRET, realm: REALM, source: SOURCE, nowMs: NOW };

describe("a nonce", () => {
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
    const terms = { realm: REALM, secret: SECRET, algorithms: ["SHA-256", "MD5"] } as const;
    const [first, second] = challengesOf(terms, { source: SOURCE, userAgent: undefined, nowMs: NOW, stale: true });
    expect(first).toMatch(
      /^Digest realm="offhook\.test", nonce="[0-9a-f]{60}", algorithm=SHA-256, qop="auth", stale=true$/,
    );
    expect(second).toContain("algorithm=MD5");
    expect(/nonce="[^"]+/.exec(first!)).not.toEqual(/nonce="[^"]+/.exec(second!));
  });
});

describe("the nonce in the challenge to a request of which nothing is kept", () => {
  const BUCKET = NOW - (NOW % 32_000);
  const terms = { realm: REALM, secret: SECRET, algorithms: ["MD5", "SHA-256"] } as const;
  const phone = {
    source: SOURCE,
    userAgent: undefined,
    nowMs: BUCKET,
    stale: false,
    request: "z9hG4bK1 call 1 REGISTER",
  };
  const nonces = (of: Partial<typeof phone> = {}) =>
    challengesOf(terms, { ...phone, ...of }).map((line) => /nonce="([^"]+)/.exec(line)?.[1] ?? "");

  it("is the same when the request is sent again, and another one for every other request, source and challenge", () => {
    expect(nonces({ nowMs: BUCKET + 31_999 })).toEqual(nonces());
    const others = [
      nonces(),
      nonces({ request: "z9hG4bK1 call 2 REGISTER" }),
      nonces({ source: "203.0.113.77" }),
      nonces({ nowMs: BUCKET + 32_000 }),
    ].flat();
    expect(new Set(others).size).toBe(8);
  });

  it("is fresh for nearly as long as any other", () => {
    const [nonce = ""] = nonces({ nowMs: BUCKET + 31_000 });
    expect(isFreshNonce(nonce, { ...NONCE, nowMs: BUCKET + 31_000 })).toBe(true);
    expect(isFreshNonce(nonce, { ...NONCE, nowMs: BUCKET + 299_000 })).toBe(true);
    expect(isFreshNonce(nonce, { ...NONCE, nowMs: BUCKET + 300_000 })).toBe(false);
  });
});

describe("the challenges that a phone gets", () => {
  it("are all of them, but for phones known to stumble over those they don't know", () => {
    expect(challengesFor(undefined, ["MD5", "SHA-256"])).toEqual(["MD5", "SHA-256"]);
    expect(challengesFor("Desk 1.0", ["SHA-256", "MD5"])).toEqual(["SHA-256", "MD5"]);
    expect(challengesFor("baresip v1.0.0 (x86_64/linux)", ["MD5", "SHA-256"])).toEqual(["MD5"]);
    expect(challengesFor("JsSIP 3.13.8", ["MD5", "SHA-256"])).toEqual(["MD5"]);
    expect(challengesFor("baresip v3.1.0", ["MD5", "SHA-256"])).toEqual(["MD5", "SHA-256"]);
  });
});
