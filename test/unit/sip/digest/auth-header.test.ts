import { describe, expect, it } from "vitest";
import {
  authParam,
  isDigest,
  parseAuthHeader,
  parseAuthenticationInfo,
  printAuthHeader,
} from "../../../../src/sip/digest/auth-header.ts";

const CHALLENGE =
  'Digest realm="atlanta, \\"GA\\"", qop="auth,auth-int", nonce="f84f1c", opaque="", stale=FALSE, algorithm=MD5';

describe("a challenge or credentials", () => {
  it("has a scheme and named values, read without their quotes", () => {
    const parsed = parseAuthHeader(CHALLENGE);
    if (!parsed.ok) throw new Error(parsed.problem);
    expect(parsed.value.scheme).toBe("Digest");
    expect(parsed.value.params).toHaveLength(6);
    expect(authParam(parsed.value, "realm")).toBe('atlanta, "GA"');
    expect(authParam(parsed.value, "opaque")).toBe("");
    expect(authParam(parsed.value, "stale")).toBe("FALSE");
    expect(authParam(parsed.value, "uri")).toBeUndefined();
    expect(printAuthHeader(parsed.value)).toBe(CHALLENGE);
  });

  it("has names in any case, and blanks around = and commas", () => {
    expect(parseAuthHeader('dIgEsT  Username = "bob" ,NC=00000001')).toEqual({
      ok: true,
      value: {
        scheme: "dIgEsT",
        params: [
          { name: "username", value: "bob", quoted: true },
          { name: "nc", value: "00000001", quoted: false },
        ],
      },
    });
  });

  it("may be of another scheme than digest", () => {
    const parsed = parseAuthHeader("NoOneKnowsThisScheme opaque-data=here");
    expect(parsed.ok && isDigest(parsed.value)).toBe(false);
    expect(isDigest({ scheme: "DIGEST", params: [] })).toBe(true);
  });

  it("may have a value that its sender forgot to quote", () => {
    expect(parseAuthHeader("Digest uri=sip:bob@example.com;x=1, nonce=a==")).toMatchObject({
      ok: true,
      value: { params: [{ value: "sip:bob@example.com;x=1" }, { value: "a==" }] },
    });
  });

  it.each([
    "",
    "Digest",
    "Digest ",
    'realm="x"',
    "Digest realm",
    "Digest realm=",
    "Digest =x",
    'Digest realm="x',
    'Digest realm="x" nonce="y"',
    'Digest realm="x",',
    'Digest realm="x", REALM="y"',
    "Digest realm=,nonce=x",
  ])("written %j is refused", (text) => {
    expect(parseAuthHeader(text).ok).toBe(false);
  });

  it("of Authentication-Info has no scheme", () => {
    const text = 'nextnonce="47364c23432d2e131a5fb210812c", qop=auth';
    const parsed = parseAuthenticationInfo(text);
    expect(parsed.ok && printAuthHeader(parsed.value)).toBe(text);
    expect(parseAuthenticationInfo("x").ok).toBe(false);
  });
});
