import { describe, expect, it } from "vitest";
import { RegisteredFlows, userAtHost } from "../../../../src/engines/signalling/flows/registered-flows.ts";
import type { SipRequest, SipResponse } from "../../../../src/sip/message/message.ts";
import type { Arrival } from "../../../../src/engines/sip/transport/hop.ts";
import { VirtualClock } from "../../../support/virtual-clock.ts";

const arrival: Arrival = {
  protocol: "tcp",
  source: { address: "203.0.113.9", port: 40_000 },
  local: { address: "127.0.0.1", port: 5060 },
  flow: "flow-1",
  bytes: 1,
  atMs: 0,
};
const register: SipRequest = {
  kind: "request",
  method: "REGISTER",
  uri: "sip:example.com",
  headers: [
    { name: "To", value: "<sip:alice@example.com>" },
    { name: "Contact", value: "<sip:alice@10.0.0.7:5060;transport=tcp>" },
  ],
  body: new Uint8Array(),
};
const accepted = (...headers: [string, string][]): SipResponse => ({
  kind: "response",
  status: 200,
  reason: "OK",
  headers: headers.map(([name, value]) => ({ name, value })),
  body: new Uint8Array(),
});

describe("a phone that registered over a connection", () => {
  it("is found by user and host until its registration ends", () => {
    const clock = new VirtualClock();
    const flows = new RegisteredFlows(() => clock.nowMs());
    flows.rememberAccepted(
      register,
      accepted(["Contact", "<sip:alice@10.0.0.7:5060;transport=tcp>;expires=60"]),
      arrival,
    );
    expect(flows.find(userAtHost("sip:alice@10.0.0.7:9999")!)).toMatchObject({ flow: "flow-1", port: 40_000 });
    clock.advance(60_000);
    expect(flows.find("alice@10.0.0.7")).toBeUndefined();
    expect(flows.size).toBe(0);
  });

  it("is forgotten when it goes", () => {
    const flows = new RegisteredFlows(() => 0);
    flows.rememberAccepted(register, accepted(["Expires", "60"]), arrival);
    expect(flows.size).toBe(1);
    flows.rememberAccepted(register, accepted(["Expires", "0"]), arrival);
    expect(flows.size).toBe(0);
  });

  it("isn't remembered without a grant, nor over UDP, where it has none", () => {
    const flows = new RegisteredFlows(() => 0);
    flows.rememberAccepted(register, accepted(), arrival);
    const { flow: _flow, ...datagram } = arrival;
    flows.rememberAccepted(register, accepted(["Expires", "60"]), datagram);
    expect(flows.size).toBe(0);
  });

  it("keeps it while another phone registers the same Contact over another one", () => {
    const clock = new VirtualClock();
    const flows = new RegisteredFlows(() => clock.nowMs());
    flows.rememberAccepted(register, accepted(["Expires", "60"]), arrival);
    const mallory = {
      ...register,
      headers: [{ name: "To", value: "<sip:mallory@example.com>" }, register.headers[1]!],
    };
    flows.rememberAccepted(mallory, accepted(["Expires", "60"]), { ...arrival, flow: "flow-2" });
    expect(flows.find("alice@10.0.0.7")).toMatchObject({ flow: "flow-1" });
    clock.advance(61_000);
    flows.rememberAccepted(mallory, accepted(["Expires", "60"]), { ...arrival, flow: "flow-2" });
    expect(flows.find("alice@10.0.0.7")).toMatchObject({ flow: "flow-2" });
  });

  it("isn't kept when it is never called", () => {
    const clock = new VirtualClock();
    const flows = new RegisteredFlows(() => clock.nowMs());
    flows.remember("a@b", "a@example.com", { protocol: "tcp", address: "x", port: 1 }, 60);
    clock.advance(61_000);
    expect(flows.size).toBe(0);
  });
});
