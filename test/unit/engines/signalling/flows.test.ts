import { describe, expect, it } from "vitest";
import { flowNamedBy, RegisteredFlows } from "../../../../src/engines/signalling/flows/registered-flows.ts";
import type { SipRequest, SipResponse } from "../../../../src/sip/message/message.ts";
import type { Arrival } from "../../../../src/engines/sip/transport/hop.ts";
import { VirtualClock } from "../../../support/virtual-clock.ts";

const over = (flow: string): Arrival => ({
  protocol: "tcp",
  source: { address: "203.0.113.9", port: 40_000 },
  local: { address: "127.0.0.1", port: 5060 },
  flow,
  bytes: 1,
  atMs: 0,
});
const registerOf = (user: string): SipRequest => ({
  kind: "request",
  method: "REGISTER",
  uri: "sip:example.com",
  headers: [
    { name: "To", value: `<sip:${user}@example.com>` },
    { name: "Contact", value: '<sip:alice@10.0.0.7:5060;transport=tcp>;+sip.instance="<urn:uuid:1>"' },
  ],
  body: new Uint8Array(),
});
const register = registerOf("alice");
const accepted = (...headers: [string, string][]): SipResponse => ({
  kind: "response",
  status: 200,
  reason: "OK",
  headers: headers.map(([name, value]) => ({ name, value })),
  body: new Uint8Array(),
});
const FOR_A_MINUTE = accepted([
  "Contact",
  '<sip:alice@10.0.0.7:5060;transport=tcp>;+sip.instance="<urn:uuid:1>";expires=60, <sip:other@10.0.0.8>;expires=5',
]);

describe("a phone that registered over a connection", () => {
  it("is found by its token, on that connection, until its registration ends", () => {
    const clock = new VirtualClock();
    const flows = new RegisteredFlows(() => clock.nowMs());
    flows.rememberAccepted("token", register, FOR_A_MINUTE, over("flow-1"));
    expect(flows.find("token")).toMatchObject({ flow: "flow-1", address: "203.0.113.9", port: 40_000 });
    clock.advance(60_000);
    expect(flows.find("token")).toBeUndefined();
    expect(flows.size).toBe(0);
  });

  it("is no longer found from the moment its connection ends, not even when another one has its port", () => {
    const flows = new RegisteredFlows(() => 0);
    flows.rememberAccepted("before", register, FOR_A_MINUTE, over("flow-1"));
    flows.rememberAccepted("other", registerOf("bob"), FOR_A_MINUTE, over("flow-2"));
    flows.closed("flow-1");
    expect(flows.find("before")).toBeUndefined();
    expect(flows.find("other")).toMatchObject({ flow: "flow-2" });
    flows.rememberAccepted("after", register, FOR_A_MINUTE, over("flow-3"));
    expect(flows.find("before")).toBeUndefined();
    expect(flows.size).toBe(2);
  });

  it("is found by the tokens of its last two REGISTERs, however often it refreshes", () => {
    const flows = new RegisteredFlows(() => 0);
    for (let n = 0; n < 100; n++) flows.rememberAccepted(`token-${n}`, register, FOR_A_MINUTE, over("flow-1"));
    expect(flows.size).toBe(2);
    expect(flows.find("token-99")).toMatchObject({ flow: "flow-1" });
    expect(flows.find("token-98")).toMatchObject({ flow: "flow-1" });
  });

  it("shares its connection with others, each by a token of its own", () => {
    const flows = new RegisteredFlows(() => 0);
    flows.rememberAccepted("alice", register, FOR_A_MINUTE, over("flow-1"));
    flows.rememberAccepted("bob", registerOf("bob"), FOR_A_MINUTE, over("flow-1"));
    expect([flows.find("alice")?.flow, flows.find("bob")?.flow]).toEqual(["flow-1", "flow-1"]);
  });

  it("isn't remembered without a grant, nor over UDP, where it has no connection", () => {
    const flows = new RegisteredFlows(() => 0);
    flows.rememberAccepted("none", register, accepted(), over("flow-1"));
    flows.rememberAccepted("gone", register, accepted(["Expires", "0"]), over("flow-1"));
    const { flow: _flow, ...datagram } = over("flow-1");
    flows.rememberAccepted("datagram", register, FOR_A_MINUTE, datagram);
    expect(flows.size).toBe(0);
  });
});

it.each([
  ["sip:0b6e%2D1@203.0.113.9:40000;transport=tcp;ob", "0b6e-1"],
  ["sip:203.0.113.9:40000;transport=tcp;ob", ""],
  ["sip:203.0.113.9:40000;transport=tcp", undefined],
  ["sip:ob@203.0.113.9;x=ob", undefined],
])("the next hop %s names the flow %s", (nextHop, token) => {
  expect(flowNamedBy(nextHop)).toBe(token);
});
