import { describe, expect, it } from "vitest";
import { parseStatistics, telephoneQuality } from "../../../src/call-records/telephone-quality.ts";
import { readFrame } from "../../../src/call-records/tap.ts";
import { MOST_MESSAGES_A_DIALOG, SipMessages } from "../../../src/call-records/sip-messages.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";

const invite = (callId: string, method = "INVITE"): string =>
  `${method} sip:1001@pbx SIP/2.0\r\nCall-ID: ${callId}\r\nCSeq: 1 ${method}\r\n\r\n`;

describe("what telephones say of their audio", () => {
  it("is read from their BYE, and from the answer to ours", () => {
    const bye =
      "BYE sip:a@b SIP/2.0\r\nCSeq: 2 BYE\r\nX-RTP-Stat: CS=0;PS=2440;PR=2438;PL=2;JI=4;LA=20;MOSLQ=4.1\r\n\r\n";
    const ok = "SIP/2.0 200 OK\r\nCSeq: 3 BYE\r\nP-RTP-Stat: PS=207,OS=49680,PR=314,PL=0,JI=600\r\n\r\n";
    const messages = [bye, ok].map((text) => ({ direction: "received" as const, text }));
    expect(telephoneQuality(messages)).toEqual([
      {
        by: "telephone",
        packetsSent: 2440,
        packetsReceived: 2438,
        packetsLost: 2,
        jitterMs: 4,
        roundTripMs: 20,
        mos: 4.1,
      },
      { by: "telephone", packetsSent: 207, packetsReceived: 314, packetsLost: 0, jitterMs: 600 },
    ]);
    expect(telephoneQuality([{ direction: "sent", text: bye }])).toEqual([]);
  });

  it.each(["", "nonsense", "PS=-1", "PS=1e9", "PS=99999999999999", "XX=1"])("is nothing where they say %j", (text) => {
    expect(parseStatistics(text)).toBeUndefined();
  });
});

describe("what is said on the wire", () => {
  const clock = new VirtualClock();
  it("is read from the connection's frames, in both directions", () => {
    const sip = invite("a@b");
    expect(readFrame(`id|sip|network|500|udp|192.0.2.7|5060|09:00:00.000001|txn||192.0.2.1|5060|\r\n${sip}`)).toEqual({
      ...{ direction: "received", transport: "udp", address: "192.0.2.7:5060", text: sip },
    });
    expect(readFrame(`id|response|x|OK|application|500|tcp|192.0.2.9|5070|09:00|txn|Msg sent:|\r\n${sip}`)).toEqual({
      ...{ direction: "sent", transport: "tcp", address: "192.0.2.9:5070", text: sip },
    });
    expect(readFrame("id|response|x|OK|pong")).toBeUndefined();
    expect(readFrame("")).toBeUndefined();
  });

  it("is kept for calls only, bounded, and forgotten with them", () => {
    const messages = new SipMessages(clock);
    messages.take("received", "udp", "a", invite("register@x", "REGISTER"));
    expect(messages.characters).toBe(0);
    for (let n = 0; n < MOST_MESSAGES_A_DIALOG + 5; n++) messages.take("received", "udp", "a", invite("call@x"));
    messages.claim("call@x");
    const { messages: kept, left } = messages.release(["call@x"]);
    expect([kept.length, left]).toEqual([MOST_MESSAGES_A_DIALOG, 5]);
    expect(messages.characters).toBe(0);
  });

  it("is forgotten after a minute where it belongs to no call", () => {
    const messages = new SipMessages(clock);
    messages.take("received", "udp", "a", invite("stranger@x"));
    messages.take("received", "udp", "a", invite("call@x"));
    messages.claim("call@x");
    clock.advance(61_000);
    messages.take("received", "udp", "a", invite("other@x"));
    expect(messages.release(["stranger@x"]).messages).toEqual([]);
    expect(messages.release(["call@x"]).messages).toHaveLength(1);
  });
});
