import { describe, expect, it } from "vitest";
import { SipMessages } from "../../../src/call-records/sip-messages.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";

const OURS = "203.0.113.1:5060";
const PHONE = "192.0.2.7:5062";

const text = (first: string, branch: string): string =>
  [first, `Via: SIP/2.0/UDP ${OURS};rport;branch=${branch}`, "Call-ID: leg@pbx", "CSeq: 1 INVITE", "", ""].join("\r\n");

describe("the messages of a call", () => {
  it("show the phone that an INVITE went to, though drachtio-server names its own address over UDP", () => {
    const messages = new SipMessages(new VirtualClock());
    messages.take("sent", "udp", OURS, text("INVITE sip:1001@192.0.2.7:5062 SIP/2.0", "z9hG4bK-one"));
    messages.take("received", "udp", PHONE, text("SIP/2.0 180 Ringing", "z9hG4bK-one"));
    messages.take("sent", "udp", OURS, text("INVITE sip:1001@192.0.2.8:5062 SIP/2.0", "z9hG4bK-two"));
    const told = messages.release(["leg@pbx"]).messages.map(({ direction, address }) => `${direction} ${address}`);
    // The second phone has not answered: nothing says where it is.
    expect(told).toEqual([`sent ${PHONE}`, `received ${PHONE}`, `sent ${OURS}`]);
  });
});
