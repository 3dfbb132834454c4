import { describe, expect, it } from "vitest";
import { headerValue, headerValues } from "../../../../../src/sip/message/headers.ts";
import type { SipRequest } from "../../../../../src/sip/message/message.ts";
import { topViaOf } from "../../../../../src/sip/via.ts";
import { createAck, createCancel } from "../../../../../src/engines/sip/transaction/derived-requests.ts";
import { clientKey, clientKeyOf, serverKey } from "../../../../../src/engines/sip/transaction/key.ts";
import { timerSettings } from "../../../../../src/engines/sip/transaction/timers.ts";
import { request, response } from "./messages.ts";

function keyOf(received: SipRequest, method?: string): string {
  const via = topViaOf(received);
  if (!via.ok) throw new Error(via.problem);
  return serverKey(received, via.value, method);
}

const from = (via: string): SipRequest => request("INVITE", { via: `SIP/2.0/UDP ${via}` });

describe("a request with the cookie of RFC 3261 in its branch", () => {
  it("is the same request whatever else it says", () => {
    expect(keyOf(request("INVITE", { callId: "other" }))).toBe(keyOf(request("INVITE")));
  });

  it("is another request from another sender, on another port, or with another branch", () => {
    const keys = [
      "192.0.2.1:5060;branch=z9hG4bK1",
      "192.0.2.2:5060;branch=z9hG4bK1",
      "192.0.2.1:5062;branch=z9hG4bK1",
      "192.0.2.1:5060;branch=z9hG4bK2",
    ];
    expect(new Set(keys.map((via) => keyOf(from(via)))).size).toBe(4);
  });

  it("does not care how a host is spelled", () => {
    expect(keyOf(from("Phone.Example:5060;branch=z9hG4bK1"))).toBe(keyOf(from("phone.example:5060;branch=z9hG4bK1")));
  });

  it("finds the INVITE that an ACK or a CANCEL means, and nothing else", () => {
    expect(keyOf(request("ACK"))).toBe(keyOf(request("INVITE")));
    expect(keyOf(request("CANCEL"), "INVITE")).toBe(keyOf(request("INVITE")));
    expect(keyOf(request("CANCEL"))).not.toBe(keyOf(request("INVITE")));
    expect(keyOf(request("BYE"))).not.toBe(keyOf(request("INVITE")));
  });
});

describe.each(["no branch", ";branch=1", ";branch=z9hG4bK"])("a request of an RFC 2543 phone (%s)", (branch) => {
  const via = `SIP/2.0/UDP 192.0.2.1:5060${branch.startsWith(";") ? branch : ""}`;
  const old = (method: string, sequence = 1, callId = "call-1"): SipRequest =>
    request(method, { via, sequence, callId });

  it("is told apart by Call-ID and CSeq", () => {
    expect(keyOf(old("INVITE"))).toBe(keyOf(old("INVITE")));
    expect(keyOf(old("INVITE", 2))).not.toBe(keyOf(old("INVITE")));
    expect(keyOf(old("INVITE", 1, "call-2"))).not.toBe(keyOf(old("INVITE")));
  });

  it("finds its INVITE again by an ACK that carries our tag", () => {
    const invite = old("INVITE");
    const ack = createAck(invite, response(invite, 486, "ours"));
    expect(headerValue(ack, "to")).toContain("tag=ours");
    expect(keyOf(ack)).toBe(keyOf(invite));
    expect(keyOf(createCancel(invite), "INVITE")).toBe(keyOf(invite));
  });
});

describe("a response", () => {
  it("belongs to the request with its branch and method", () => {
    expect(clientKeyOf(response(request("INVITE"), 200))).toBe(clientKey("z9hG4bK1", "INVITE"));
    expect(clientKeyOf(response(request("CANCEL"), 200))).toBe(clientKey("z9hG4bK1", "CANCEL"));
  });

  it("belongs to nothing without a branch or a CSeq", () => {
    expect(clientKeyOf(response(request("BYE", { via: "SIP/2.0/UDP 192.0.2.1" }), 200))).toBeUndefined();
    const broken = { ...response(request("BYE"), 200), headers: [{ name: "Via", value: "nonsense" }] };
    expect(clientKeyOf(broken)).toBeUndefined();
  });
});

describe("what follows from an INVITE", () => {
  const invite = request("INVITE", {
    sequence: 7,
    extra: [
      ["Route", "<sip:p1.example;lr>"],
      ["Route", "<sip:p2.example;lr>"],
      ["Contact", "<sip:alice@192.0.2.1>"],
    ],
  });

  it("acknowledges a refusal with the To of the refusal and the rest of the INVITE (RFC 3261 §17.1.1.3)", () => {
    const ack = createAck(invite, response(invite, 486, "b"));
    expect(ack.method).toBe("ACK");
    expect(ack.uri).toBe(invite.uri);
    expect(ack.headers).toEqual([
      { name: "Via", value: "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1" },
      { name: "Route", value: "<sip:p1.example;lr>" },
      { name: "Route", value: "<sip:p2.example;lr>" },
      { name: "Max-Forwards", value: "70" },
      { name: "From", value: "Alice <sip:alice@example.com>;tag=a" },
      { name: "To", value: "<sip:bob@example.com>;tag=b" },
      { name: "Call-ID", value: "call-1" },
      { name: "CSeq", value: "7 ACK" },
    ]);
  });

  it("cancels with the INVITE's own To and branch, and says why if told (RFC 3261 §9.1)", () => {
    const cancel = createCancel(invite, [{ name: "Reason", value: "SIP;cause=200" }]);
    expect(headerValue(cancel, "cseq")).toBe("7 CANCEL");
    expect(headerValue(cancel, "to")).toBe("<sip:bob@example.com>");
    expect(headerValues(cancel, "via")).toEqual(headerValues(invite, "via"));
    expect(headerValue(cancel, "reason")).toBe("SIP;cause=200");
    expect(headerValue(cancel, "contact")).toBeUndefined();
  });

  it("has one Via only, though a proxy's INVITE has several", () => {
    const proxied = { ...invite, headers: [...invite.headers, { name: "v", value: "SIP/2.0/UDP 192.0.2.9" }] };
    expect(headerValues(createCancel(proxied), "via")).toHaveLength(1);
  });
});

describe("the timers", () => {
  it("follow T1 unless told otherwise", () => {
    expect(timerSettings({ t1Ms: 100 })).toEqual({
      t1Ms: 100,
      t2Ms: 4_000,
      t4Ms: 5_000,
      t1x64Ms: 6_400,
      firstRetransmitMs: 100,
    });
    expect(timerSettings({ t1Ms: 100, t1x64Ms: 1_000 }).t1x64Ms).toBe(1_000);
  });
});
