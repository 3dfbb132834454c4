import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Dialog } from "../../../../../src/engines/sip/dialog/dialog.ts";
import { dialogOfUac, dialogOfUas } from "../../../../../src/engines/sip/dialog/establish.ts";
import { hopBack, pinOfUac, pinOfUas } from "../../../../../src/engines/sip/dialog/nat.ts";
import { ackWithin, receiveWithin, requestWithin } from "../../../../../src/engines/sip/dialog/requests.ts";
import { headerValue, headerValues } from "../../../../../src/sip/message/headers.ts";
import type { Header, SipRequest, SipResponse } from "../../../../../src/sip/message/message.ts";
import type { Arrival } from "../../../../../src/engines/sip/transport/hop.ts";

const NOTHING = new Uint8Array();
const header = (name: string, value: string): Header => ({ name, value });

/** Alice calls Bob through proxies p1 (near Alice) and p2 (near Bob). */
const ALICE_CONTACT = "<sip:alice@192.0.2.1:5066>";
const invite = (...more: Header[]): SipRequest => ({
  kind: "request",
  method: "INVITE",
  uri: "sip:bob@example.com",
  headers: [
    header("From", "Alice <sip:alice@example.com>;tag=a"),
    header("To", "<sip:bob@example.com>"),
    header("Call-ID", "call"),
    header("CSeq", "5 INVITE"),
    header("Contact", ALICE_CONTACT),
    ...more,
  ],
  body: NOTHING,
});
const success = (...more: Header[]): SipResponse => ({
  kind: "response",
  status: 200,
  reason: "OK",
  headers: [
    header("From", "Alice <sip:alice@example.com>;tag=a"),
    header("To", "<sip:bob@example.com>;tag=b"),
    header("Call-ID", "call"),
    header("CSeq", "5 INVITE"),
    ...more,
  ],
  body: NOTHING,
});
const ROUTES = [header("Record-Route", "<sip:p2;lr>, <sip:p1;lr>")];

function made(parsed: ReturnType<typeof dialogOfUas>): Dialog {
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

describe("a dialog", () => {
  it("is seen by the caller from its end (RFC 3261 §12.1.2)", () => {
    const dialog = made(dialogOfUac(invite(), success(...ROUTES, header("Contact", "<sip:bob@192.0.2.4>"))));
    expect(dialog).toEqual({
      callId: "call",
      local: "Alice <sip:alice@example.com>;tag=a",
      remote: "<sip:bob@example.com>;tag=b",
      localTag: "a",
      remoteTag: "b",
      remoteTarget: "sip:bob@192.0.2.4",
      routeSet: ["<sip:p1;lr>", "<sip:p2;lr>"],
      localSequence: 5,
      remoteSequence: undefined,
    });
  });

  it("is seen by the callee from the other (RFC 3261 §12.1.1)", () => {
    expect(made(dialogOfUas(invite(...ROUTES), success()))).toEqual({
      callId: "call",
      local: "<sip:bob@example.com>;tag=b",
      remote: "Alice <sip:alice@example.com>;tag=a",
      localTag: "b",
      remoteTag: "a",
      remoteTarget: "sip:alice@192.0.2.1:5066",
      routeSet: ["<sip:p2;lr>", "<sip:p1;lr>"],
      localSequence: undefined,
      remoteSequence: 5,
    });
  });
});

describe("a request of ours in a dialog", () => {
  const dialog = made(dialogOfUac(invite(), success(...ROUTES, header("Contact", "<sip:bob@192.0.2.4>"))));

  it("goes to the remote target by way of the route set, one number up", () => {
    const { request, dialog: after, nextHopUri } = requestWithin(dialog, { method: "BYE" });
    expect(request.uri).toBe("sip:bob@192.0.2.4");
    expect(headerValues(request, "route")).toEqual(["<sip:p1;lr>", "<sip:p2;lr>"]);
    expect(headerValue(request, "cseq")).toBe("6 BYE");
    expect([nextHopUri, after.localSequence, dialog.localSequence]).toEqual(["sip:p1;lr", 6, 5]);
  });

  it("puts a strict router where it wants to be (RFC 3261 §12.2.1.1)", () => {
    const strict = { ...dialog, routeSet: ["<sip:old>", "<sip:p2;lr>"] };
    const { request, nextHopUri } = requestWithin(strict, { method: "BYE" });
    expect([request.uri, nextHopUri]).toEqual(["sip:old", "sip:old"]);
    expect(headerValues(request, "route")).toEqual(["<sip:p2;lr>", "<sip:bob@192.0.2.4>"]);
  });

  it("can't change what is the dialog's", () => {
    const headers = [header("From", "<sip:x>"), header("CSeq", "99 BYE"), header("Reason", "Q.850;cause=16")];
    const { request } = requestWithin(dialog, { method: "BYE", headers });
    expect(headerValues(request, "from")).toEqual([dialog.local]);
    expect(headerValue(request, "cseq")).toBe("6 BYE");
    expect(headerValue(request, "reason")).toBe("Q.850;cause=16");
  });

  it("as an ACK has the INVITE's number and uses none up (RFC 3261 §13.2.2.4)", () => {
    const { request, dialog: after } = ackWithin(dialog, 5, {});
    expect([headerValue(request, "cseq"), after]).toEqual(["5 ACK", dialog]);
  });

  it("always has a higher number than the one before", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("BYE", "INFO", "INVITE"), { minLength: 2 }), (methods) => {
        let now = made(dialogOfUas(invite(), success()));
        let last = -1;
        for (const method of methods) {
          const { request, dialog: after } = requestWithin(now, { method });
          const sequence = Number.parseInt(headerValue(request, "cseq") ?? "");
          expect(sequence).toBeGreaterThan(last);
          [now, last] = [after, sequence];
        }
      }),
    );
  });
});

describe("a request of theirs in a dialog", () => {
  const dialog = made(dialogOfUas(invite(), success()));
  const request = (method: string, sequence: number, ...more: Header[]): SipRequest => ({
    ...invite(...more),
    method,
    headers: [header("CSeq", `${sequence} ${method}`), ...more],
  });

  it("that is older than what we have seen is out of order (RFC 3261 §12.2.2)", () => {
    const later = receiveWithin(dialog, request("INFO", 9));
    expect(later).toMatchObject({ kind: "in-order", dialog: { remoteSequence: 9 } });
    expect(later.kind === "in-order" && receiveWithin(later.dialog, request("INFO", 8)).kind).toBe("out-of-order");
    expect(receiveWithin(dialog, { ...request("INFO", 9), headers: [] }).kind).toBe("out-of-order");
  });

  it("moves the remote target if it is a re-INVITE or UPDATE, and not otherwise", () => {
    const moved = header("Contact", "<sip:alice@198.51.100.1>");
    expect(receiveWithin(dialog, request("INVITE", 6, moved))).toMatchObject({
      dialog: { remoteTarget: "sip:alice@198.51.100.1" },
    });
    expect(receiveWithin(dialog, request("INFO", 6, moved))).toMatchObject({
      dialog: { remoteTarget: "sip:alice@192.0.2.1:5066" },
    });
  });
});

describe("behind NAT", () => {
  const from = (address: string, port: number, flow?: string): Arrival => ({
    protocol: flow === undefined ? "udp" : "tcp",
    source: { address, port },
    local: { address: "127.0.0.1", port: 5060 },
    bytes: 1,
    atMs: 0,
    ...(flow === undefined ? {} : { flow }),
  });
  const CALM = { aggressive: false };

  it.each([
    ["the Contact is where it sends from", from("192.0.2.1", 5066), [], false],
    ["the Contact has another address", from("203.0.113.9", 5066), [], true],
    ["the Contact has another port", from("192.0.2.1", 40_000), [], true],
    ["proxies stand between", from("203.0.113.9", 40_000), ROUTES, false],
    ["it is on a connection of its own", from("192.0.2.1", 5066, "flow-1"), ROUTES, true],
  ])("a caller is answered to where it came from, or not: %s", (_what, arrival, more, pinned) => {
    expect(pinOfUas(invite(...more), arrival, CALM)).toEqual(pinned ? hopBack(arrival) : undefined);
  });

  it("a caller that listens on another port than it sends from, as its Via says, is answered at its Contact", () => {
    const { headers } = invite();
    const asking = (via: string): SipRequest => ({ ...invite(), headers: [header("Via", via), ...headers] });
    const arrival = from("192.0.2.1", 40_000);
    expect(pinOfUas(asking("SIP/2.0/UDP 192.0.2.1:5066;branch=z9hG4bK1"), arrival, CALM)).toBeUndefined();
    const stamped = "SIP/2.0/UDP 192.0.2.1:5066;branch=z9hG4bK1;received=192.0.2.1;rport=40000";
    expect(pinOfUas(asking(stamped), arrival, CALM)).toEqual(hopBack(arrival));
  });

  it("a Contact without a port isn't compared by port", () => {
    const bare = { ...invite(), headers: [header("Contact", "<sip:alice@192.0.2.1>")] };
    expect(pinOfUas(bare, from("192.0.2.1", 40_000), CALM)).toBeUndefined();
  });

  it.each([
    ["its Contact is elsewhere", [header("Contact", "<sip:bob@192.168.1.6:5060>")], true],
    ["its Contact is there, on any port", [header("Contact", "<sip:bob@203.0.113.9:7000>")], false],
    [
      "a proxy with a private address is its first route",
      [header("Record-Route", "<sip:p2;lr>, <sip:10.0.0.1;lr>")],
      true,
    ],
    ["a public proxy is its first route", [header("Record-Route", "<sip:203.0.113.1;lr>")], false],
  ])("a callee is reached where its answer came from, or not: %s", (_what, more, pinned) => {
    const arrival = from("203.0.113.9", 5060);
    expect(pinOfUac(success(...more), arrival, CALM)).toEqual(pinned ? hopBack(arrival) : undefined);
  });

  it.each([
    "127.0.0.1:6379;transport=tcp",
    "localhost:6379;transport=tcp",
    "[::1]:8021",
    "169.254.169.254",
    "10.0.0.5",
  ])("no peer from outside leads our requests to %s by its Record-Route", (place) => {
    const outside = from("203.0.113.9", 5060);
    const route = header("Record-Route", `<sip:${place};lr>`);
    expect(pinOfUas(invite(route), outside, CALM)).toEqual(hopBack(outside));
    expect(pinOfUac(success(route), outside, CALM)).toEqual(hopBack(outside));
  });

  it("a proxy in the caller's own network is believed", () => {
    const route = header("Record-Route", "<sip:10.0.0.5;lr>");
    expect(pinOfUas(invite(route), from("10.0.0.9", 5060), CALM)).toBeUndefined();
  });

  it("`nat=yes` is believed only if asked to", () => {
    const routed = invite(header("Record-Route", "<sip:p1;lr;nat=yes>"));
    expect(pinOfUas(routed, from("203.0.113.9", 1), CALM)).toBeUndefined();
    expect(pinOfUas(routed, from("203.0.113.9", 1), { aggressive: true })).toBeDefined();
  });
});
