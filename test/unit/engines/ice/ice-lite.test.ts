import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { IceLite, newIceCredentials } from "../../../../src/engines/ice/ice-lite.ts";
import { bindingSuccess, isAuthentic, readBindingRequest } from "../../../../src/engines/ice/stun-message.ts";
import { attribute, connectivityCheck } from "../../../support/stun.ts";

/** RFC 5769 §2.1, §2.2, §2.3. */
const SAMPLE = Buffer.from(
  "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e0001ff80290008932ff9b151263b36" +
    "000600096576746a3a6836765920202000080014" +
    "9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a280280004e57a3bcf",
  "hex",
);
const SAMPLE_PASSWORD = "VOkJxbRl1RmTxUk/WvJxBt";

describe("a binding request", () => {
  it("of RFC 5769 is read, and authentic by its password alone", () => {
    const request = readBindingRequest(SAMPLE)!;
    expect(request.attributes.get(0x0006)?.toString()).toBe("evtj:h6vY");
    expect(isAuthentic(request, SAMPLE_PASSWORD)).toBe(true);
    expect(isAuthentic(request, "another")).toBe(false);
  });

  it.each([
    ["192.0.2.1", "002000080001a147e112a643"],
    ["2001:db8:1234:5678:11:2233:4455:6677", "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"],
  ])("from %s is answered with that address as RFC 5769 has it", (address, expected) => {
    const answer = bindingSuccess(readBindingRequest(SAMPLE)!, { address, port: 32_853 }, SAMPLE_PASSWORD);
    expect(answer.toString("hex")).toContain(expected);
    expect(answer.subarray(0, 2).toString("hex")).toBe("0101");
    expect(answer.readUInt16BE(2)).toBe(answer.length - 20);
  });

  it("that was changed, or is something else, is none", () => {
    fc.assert(
      fc.property(fc.nat(SAMPLE.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(SAMPLE);
        changed[at] = changed[at]! ^ change;
        const request = readBindingRequest(changed);
        expect(request !== undefined && isAuthentic(request, SAMPLE_PASSWORD)).toBe(false);
      }),
      { numRuns: 1_000 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => !readBindingRequest(Buffer.from(noise))));
  });
});

describe("our side of ICE", () => {
  const local = newIceCredentials();
  const HERE = { address: "192.0.2.7", port: 4000 };
  const THERE = { address: "198.51.100.7", port: 5000 };
  const own = { username: `${local.ufrag}:them`, password: local.password };
  let nowMs = 0;
  let ice: IceLite;
  beforeEach(() => {
    ice = new IceLite(() => nowMs);
    ice.agree({ local, remoteUfrag: "them" });
  });
  const statusOf = (answer: Buffer | undefined): string | undefined => answer?.subarray(0, 2).toString("hex");

  it("finds the peer where its checks come from, and where it has nominated", () => {
    expect(ice.peer).toBeUndefined();
    expect(statusOf(ice.receive(connectivityCheck({ ...own, nominates: true }), HERE))).toBe("0101");
    expect(ice.peer).toEqual(HERE);
    ice.receive(connectivityCheck(own), THERE);
    expect(ice.peer).toEqual(HERE);
    expect(ice.isPeer(THERE)).toBe(true);
    ice.receive(connectivityCheck({ ...own, nominates: true }), THERE);
    expect(ice.peer).toEqual(THERE);
  });

  it("knows that the peer has left when it has asked for nothing for half a minute; one that begins anew has that long again", () => {
    nowMs = 0;
    expect(ice.hasLeft).toBe(false);
    nowMs = 100_000;
    expect(ice.hasLeft).toBe(false); // it has never come
    ice.receive(connectivityCheck(own), HERE);
    nowMs += 30_000;
    expect(ice.hasLeft).toBe(false);
    ice.agree({ local, remoteUfrag: "anew" });
    nowMs += 30_000;
    expect(ice.hasLeft).toBe(false);
    nowMs += 1;
    expect(ice.hasLeft).toBe(true);
    expect(ice.peer).toBeUndefined();
  });

  it.each([
    ["another password", { ...own, password: "123456789012345678901234" }],
    ["another name", { ...own, username: `${local.ufrag}:others` }],
    ["a name of none of ours", { ...own, username: "us:them" }],
  ])("doesn't answer a stranger with %s", (_, credentials) => {
    expect(ice.receive(connectivityCheck(credentials), HERE)).toBeUndefined();
    expect(ice.peer).toBeUndefined();
    expect(ice.isPeer(HERE)).toBe(false);
  });

  it("leaves it to the peer to decide (487), and says what it doesn't understand (420)", () => {
    const controlled = ice.receive(connectivityCheck({ ...own, isControlled: true }), HERE);
    expect(controlled?.toString("latin1")).toContain("\u0004\u0057Role Conflict");
    const odd = ice.receive(connectivityCheck({ ...own, more: [attribute(0x7777, Buffer.alloc(4))] }), HERE);
    expect(odd?.toString("latin1")).toContain("\u0004\u0014Unknown Attribute");
    expect(odd?.toString("hex")).toContain("000a00027777");
    expect(ice.peer).toBeUndefined();
  });

  it("stops when the peer asks no more, and goes on when it does again", () => {
    ice.receive(connectivityCheck(own), HERE);
    nowMs += 30_001;
    expect(ice.peer).toBeUndefined();
    ice.receive(connectivityCheck(own), HERE);
    expect(ice.peer).toEqual(HERE);
  });

  it("stays where it was until a peer that begins anew has found its way", () => {
    ice.receive(connectivityCheck({ ...own, nominates: true }), HERE);
    const again = newIceCredentials();
    ice.agree({ local: again, remoteUfrag: "anew" });
    expect(ice.peer).toEqual(HERE);
    expect(statusOf(ice.receive(connectivityCheck(own), HERE))).toBe("0101");
    const fresh = { username: `${again.ufrag}:anew`, password: again.password };
    ice.receive(connectivityCheck(fresh), THERE);
    expect(ice.peer).toEqual(THERE);
    expect(ice.receive(connectivityCheck(own), HERE)).toBeUndefined();
  });
});
