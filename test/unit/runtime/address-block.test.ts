import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blockKey, canonicalBlock, parseAddressBlock } from "../../../src/runtime/address-block.ts";
import { readEnvironment } from "../../../src/runtime/environment.ts";

const PROJECT = new URL("../../..", import.meta.url).pathname;

describe("a block of addresses", () => {
  it.each([
    ["127.0.0.45/24", "127.0.0.0/24"],
    ["198.51.100.7", "198.51.100.7"],
    ["198.51.100.7/32", "198.51.100.7"],
    ["::ffff:198.51.100.7", "198.51.100.7"],
    ["2001:DB8:0:0:0::7/128", "2001:db8::7"],
    ["2001:db8:1:2:3:4:5:6/48", "2001:db8:1::/48"],
    ["::/16", "::/16"],
    ["1:0:0:2:0:0:0:3", "1:0:0:2::3"],
    ["1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7"],
    ["example.com", undefined],
    ["10.0.0.0/33", undefined],
  ])("%s is kept as %s", (typed, kept) => {
    expect(canonicalBlock(typed)).toBe(kept);
  });

  it("means the same as it was typed, and is kept in one spelling", () => {
    const typed = fc.oneof(
      fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })),
      fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })),
    );
    fc.assert(
      fc.property(typed, ([address, prefix]) => {
        const text = `${address}/${prefix}`;
        const kept = canonicalBlock(text);
        expect(kept && blockKey(parseAddressBlock(kept)!)).toBe(blockKey(parseAddressBlock(text)!));
        expect(kept && canonicalBlock(kept)).toBe(kept);
      }),
    );
  });

  it("in ALLOW_LIST and TRUST_PROXY may have host bits, which are left away", () => {
    const environment = readEnvironment({ ALLOW_LIST: "127.0.0.45/24,::1", TRUST_PROXY: "10.1.2.3/8" }, PROJECT);
    expect([environment.allowList, environment.trustedProxies]).toEqual([["127.0.0.0/24", "::1"], ["10.0.0.0/8"]]);
  });
});
