import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseChallenges, printChallenge } from "../../../../src/sip/digest/challenge.ts";
import { parseCredentials, printCredentials } from "../../../../src/sip/digest/credentials.ts";
import { digestHa1, digestResponse, parseDigestAlgorithm } from "../../../../src/sip/digest/digest.ts";
import { anyText } from "../../../support/any-text.ts";

describe("the digest of the RFCs' examples", () => {
  it("is that of RFC 7616 §3.9.1, with MD5 and SHA-256", () => {
    const proof = {
      uri: "/dir/index.html",
      nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
      nonceCount: "00000001",
      cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
      qop: "auth",
    };
    const ha1 = (algorithm: "MD5" | "SHA-256"): string =>
      digestHa1(algorithm, "Mufasa", "http-auth@example.org", "Circle of Life");
    expect(digestResponse("MD5", ha1("MD5"), "GET", proof)).toBe("8ca523f5e9506fed4657c9700eebdbec");
    expect(digestResponse("SHA-256", ha1("SHA-256"), "GET", proof)).toBe(
      "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
    );
  });

  const mufasa = digestHa1("MD5", "Mufasa", "testrealm@host.com", "Circle Of Life");
  const example = { uri: "/dir/index.html", nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093" };

  it("is that of RFC 2617 §3.5", () => {
    const proof = { ...example, nonceCount: "00000001", cnonce: "0a4f113b", qop: "auth" };
    expect(digestResponse("MD5", mufasa, "GET", proof)).toBe("6629fae49393a05397450978507c4ef1");
  });

  it("counts no requests where the server is as old as RFC 2069", () => {
    expect(digestResponse("MD5", mufasa, "GET", example)).toBe("670fd8c2df070c60b045671b8b24ff02");
  });
});

describe("a digest", () => {
  const proof = { uri: "sip:bob@biloxi.com", nonce: "n", nonceCount: "00000001", cnonce: "c" };
  const response = (algorithm: "MD5" | "MD5-sess", more: object): string =>
    digestResponse(algorithm, "0".repeat(32), "INVITE", { ...proof, ...more });

  it("differs by session, by what is protected, and by the body only where that is", () => {
    const all = [
      response("MD5", { qop: "auth" }),
      response("MD5-sess", { qop: "auth" }),
      response("MD5", { qop: "auth-int", body: "v=0" }),
      response("MD5", { qop: "auth-int", body: "v=1" }),
      response("MD5", {}),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(response("MD5", { qop: "auth", body: "v=0" })).toBe(response("MD5", { qop: "auth" }));
  });

  it("is MD5 where none is named, and none that we don't know", () => {
    expect(parseDigestAlgorithm(undefined)).toBe("MD5");
    expect(parseDigestAlgorithm("sha-256-SESS")).toBe("SHA-256-sess");
    expect(parseDigestAlgorithm("SHA-512-256")).toBe("SHA-512-256");
    expect(parseDigestAlgorithm("SHA-512")).toBeUndefined();
  });
});

const word = fc.string({ maxLength: 12 }).map((text) => text.replace(/[\r\n]/g, " "));
const token = fc.stringMatching(/^[\w-]{1,8}$/);
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.option(arbitrary, { nil: undefined });

describe("challenges", () => {
  const challenge = fc.record({
    ...{ realm: word, nonce: word, algorithm: maybe(token), opaque: maybe(word), stale: fc.boolean() },
    qop: fc.constantFrom([], ["auth"], ["auth", "auth-int"]),
  });

  it("come back as they were written, several in one header", () => {
    fc.assert(
      fc.property(fc.array(challenge, { maxLength: 4 }), (list) => {
        expect(parseChallenges(list.map(printChallenge).join(", "))).toEqual(list);
      }),
    );
  });

  it("are read with quoted commas, blanks around = and other schemes between them", () => {
    const header =
      'Digest realm = "a, b" , nonce="1", qop="auth, auth-int",stale=TRUE, Basic realm="x", Negotiate abc=, DIGEST nonce=2,realm=c';
    expect(parseChallenges(header)).toEqual([
      { realm: "a, b", nonce: "1", qop: ["auth", "auth-int"], stale: true, algorithm: undefined, opaque: undefined },
      { realm: "c", nonce: "2", qop: [], stale: false, algorithm: undefined, opaque: undefined },
    ]);
  });

  it("without realm or nonce, or with one twice, are left out", () => {
    expect(parseChallenges('Digest realm="a", Digest nonce="n", Digest realm="a", nonce="n", nonce="m"')).toEqual([]);
    expect(parseChallenges(undefined)).toEqual([]);
  });
});

describe("credentials", () => {
  const credentials = fc.record({
    ...{ username: word, realm: word, nonce: word, uri: word, response: word },
    ...{
      algorithm: maybe(token),
      qop: maybe(token),
      cnonce: maybe(word),
      nonceCount: maybe(token),
      opaque: maybe(word),
    },
  });

  it("come back as they were written, several in one header", () => {
    fc.assert(
      fc.property(fc.array(credentials, { maxLength: 4 }), (list) => {
        expect(parseCredentials(list.map(printCredentials).join(","))).toEqual(list);
      }),
    );
  });

  it("are eight at most, of a hundred parameters and 8,192 characters", () => {
    const one = 'Digest username="a", realm="b", nonce="c", uri="d", response="e"';
    expect(parseCredentials(Array.from({ length: 12 }, () => one).join(", "))).toHaveLength(8);
    expect(parseCredentials(Array.from({ length: 30 }, () => one).join(", "))).toEqual([]);
    expect(parseCredentials(`${one}, x="${"x".repeat(8_192)}"`)).toEqual([]);
  });

  it("never make anything throw", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        parseCredentials(text);
        parseChallenges(`Digest ${text}`);
      }),
    );
  });
});
