import { describe, expect, it } from "vitest";
import { Guard } from "../../../../src/engines/signalling/guard/guard.ts";
import type { Arrival } from "../../../../src/engines/sip/transport/hop.ts";
import type { SipRequest } from "../../../../src/sip/message/message.ts";

const from = (address: string): Arrival => ({
  protocol: "udp",
  source: { address, port: 5060 },
  local: { address: "198.51.100.1", port: 5060 },
  bytes: 400,
  atMs: 0,
});
const scan: SipRequest = {
  kind: "request",
  method: "OPTIONS",
  uri: "sip:100@198.51.100.1",
  headers: [{ name: "User-Agent", value: "friendly-scanner" }],
  body: new Uint8Array(),
};

describe("a sender that calls itself a scanner", () => {
  it("is heard from the allow-list, whose block may be written with host bits, and from nowhere else", () => {
    const guard = new Guard(() => 0);
    guard.obey("rules", { bans: [], offices: [], trusted: ["127.0.0.45/24"] });
    expect(guard.isUnwelcome(scan, from("127.0.0.7"))).toBe(false);
    expect(guard.isUnwelcome(scan, from("127.0.1.7"))).toBe(true);
    expect(guard.takeOffences()).toEqual([{ source: "127.0.1.7", offence: "scanner", times: 1 }]);
  });
});
