import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  answerOffer,
  makeOffer,
  newMediaSession,
  sessionVariables,
  takeAnswer,
} from "../../../../src/engines/media/sdp/media-session.ts";
import { parseSdp } from "../../../../src/sdp/session-description.ts";
import { newSrtpKey } from "../../../../src/engines/rtp/srtp/key.ts";
import { SRTP_SUITES } from "../../../../src/vocabulary/srtp-suite.ts";
import type { SessionDescription } from "../../../../src/sdp/session-description.ts";

const keys = new Map([...SRTP_SUITES.keys()].map((suite) => [suite, newSrtpKey(suite)]));
const webRtc = {
  ice: { ufrag: "ourfrag1", password: "ourpassword0123456789012" },
  fingerprint: () => "AA:BB",
  addresses: ["192.0.2.1", "10.0.0.1"],
};
const LOCAL = { address: "192.0.2.1", port: 20_000, keys, webRtc, hasOpus: true };
const fresh = newMediaSession(LOCAL, 1000);

function sdp(...lines: string[]): SessionDescription {
  const text = ["v=0", "o=- 1 1 IN IP4 192.0.2.9", "s=-", "c=IN IP4 192.0.2.9", "t=0 0", ...lines, ""].join("\r\n");
  const parsed = parseSdp(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

describe("an answer", () => {
  it("takes the first codec of the offer that we have, with the offer's numbers", () => {
    const offer = sdp(
      "m=audio 4000 RTP/AVP 18 97 0 96",
      "a=rtpmap:97 PCMA/8000",
      "a=rtpmap:96 telephone-event/8000",
      "a=ptime:30",
    );
    const session = answerOffer(fresh, offer, LOCAL)!;
    expect(session.negotiated?.agreement).toMatchObject({
      payloadType: 97,
      eventType: 96,
      peer: { address: "192.0.2.9", port: 4000 },
      sends: true,
    });
    expect(session.negotiated?.agreement.codec.name).toBe("PCMA");
    expect(session.sent).toContain(
      "m=audio 20000 RTP/AVP 97 96\r\na=rtpmap:97 PCMA/8000\r\na=rtpmap:96 telephone-event/8000\r\na=fmtp:96 0-15\r\na=ptime:20\r\n",
    );
  });

  it.each([
    ["9 0 8", "9", "G722", "16000"],
    ["0 9", "0", "PCMU", "8000"],
    ["18 8 9", "8", "PCMA", "8000"],
  ])("to an offer of %s is of the codec that the caller likes best", (formats, payloadType, name, rate) => {
    const session = answerOffer(fresh, sdp(`m=audio 4000 RTP/AVP ${formats}`), LOCAL)!;
    // RFC 3551 §4.5.2: the clock of G.722 is named 8000, though it samples at 16 kHz
    expect(session.sent).toContain(`m=audio 20000 RTP/AVP ${payloadType}\r\na=rtpmap:${payloadType} ${name}/8000\r\n`);
    expect(sessionVariables(session)).toMatchObject({ rtp_use_codec_name: name, rtp_use_codec_rate: rate });
  });

  it("may be of Opus, by its clock, with its events and its limits, unless too many have it", () => {
    const offer = sdp(
      "m=audio 4000 RTP/AVP 96 0 98 97",
      "a=rtpmap:96 opus/48000/2",
      "a=rtpmap:97 telephone-event/8000",
      "a=rtpmap:98 telephone-event/48000",
    );
    const session = answerOffer(fresh, offer, LOCAL)!;
    expect(session.sent).toContain(
      "m=audio 20000 RTP/AVP 96 98\r\na=rtpmap:96 opus/48000/2\r\na=fmtp:96 maxplaybackrate=16000;sprop-maxcapturerate=16000;useinbandfec=1\r\na=rtpmap:98 telephone-event/48000\r\n",
    );
    expect(session.negotiated?.agreement).toMatchObject({ eventType: 98, eventClockRate: 48_000 });
    expect(answerOffer(fresh, offer, { ...LOCAL, hasOpus: false })!.sent).toContain("m=audio 20000 RTP/AVP 0 97\r\n");
    const phone = sdp("m=audio 4000 RTP/AVP 96 97", "a=rtpmap:96 opus/48000/2", "a=rtpmap:97 telephone-event/8000");
    expect(answerOffer(fresh, phone, LOCAL)!.negotiated?.agreement).toMatchObject({ eventClockRate: 8_000 });
  });

  it.each([
    ["its ptime", ["a=ptime:40"], 40],
    ["at most its maxptime", ["a=ptime:40", "a=maxptime:30"], 30],
    ["20 ms where it says nothing", [], 20],
    ["20 ms where that makes no sense", ["a=ptime:0", "a=maxptime:many"], 20],
  ])("agrees on packets of %s", (_, lines, packetMs) => {
    const session = answerOffer(fresh, sdp("m=audio 4000 RTP/AVP 0", ...lines), LOCAL)!;
    expect(session.negotiated?.agreement.packetMs).toBe(packetMs);
    expect(session.sent).toContain("a=ptime:20"); // what we like to get
  });

  it("has no telephone-event when the offer has none at 8 kHz", () => {
    const session = answerOffer(fresh, sdp("m=audio 4000 RTP/AVP 0 96", "a=rtpmap:96 telephone-event/48000"), LOCAL)!;
    expect(session.sent).not.toContain("telephone-event");
    expect(sessionVariables(session)["dtmf_type"]).toBe("none");
  });

  it("keeps the order of the m= lines and refuses all but one audio line", () => {
    const offer = sdp(
      "m=video 5000 RTP/AVP 34",
      "m=audio 0 RTP/AVP 0",
      "m=audio 4000 RTP/AVP 8",
      "m=audio 4002 RTP/AVP 0",
    );
    const lines = answerOffer(fresh, offer, LOCAL)!
      .sent!.split("\r\n")
      .filter((line) => line.startsWith("m="));
    expect(lines).toEqual([
      "m=video 0 RTP/AVP 34",
      "m=audio 0 RTP/AVP 0",
      "m=audio 20000 RTP/AVP 8",
      "m=audio 0 RTP/AVP 0",
    ]);
  });

  it.each([
    ["sendonly", "recvonly", false],
    ["recvonly", "sendonly", true],
    ["inactive", "inactive", false],
    ["sendrecv", undefined, true],
  ])("to %s says %s", (offered, answered, sends) => {
    const session = answerOffer(fresh, sdp("m=audio 4000 RTP/AVP 0", `a=${offered}`), LOCAL)!;
    expect(/^a=(send|recv|inactive)\S*/m.exec(session.sent!)?.[0]).toBe(
      answered === undefined ? undefined : `a=${answered}`,
    );
    expect(session.negotiated?.agreement.sends).toBe(sends);
    expect(sessionVariables(session)["rtp_local_sdp_str"]).toMatch(/^a=(sendrecv|sendonly|recvonly|inactive)\r$/m);
  });

  it("sends nothing to 0.0.0.0, which is how RFC 2543 put a call on hold", () => {
    const session = answerOffer(fresh, sdp("m=audio 4000 RTP/AVP 0", "c=IN IP4 0.0.0.0"), LOCAL)!;
    expect(session.negotiated?.agreement).toMatchObject({ peer: undefined, sends: false });
  });

  it.each([
    ["no common codec", ["m=audio 4000 RTP/AVP 18 3"]],
    ["PCMU at another rate", ["m=audio 4000 RTP/AVP 97", "a=rtpmap:97 PCMU/16000"]],
    ["encrypted audio without a key", ["m=audio 4000 RTP/SAVP 0"]],
    ["keys of no suite of ours", ["m=audio 4000 RTP/SAVP 0", "a=crypto:1 F8_128_HMAC_SHA1_80 inline:AAAA"]],
    ["a key of another length", ["m=audio 4000 RTP/SAVP 0", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAA"]],
    ["no audio", ["m=video 4000 RTP/AVP 34"]],
    ["a refused line", ["m=audio 0 RTP/AVP 0"]],
  ])("is not possible with %s", (_, lines) => {
    expect(answerOffer(fresh, sdp(...lines), LOCAL)).toBeUndefined();
  });

  it("to an encrypted offer takes the first suite that we have, under its tag, and stays with its own key", () => {
    const theirs = Buffer.alloc(30, 7).toString("base64");
    const lines = [
      "m=audio 4000 RTP/SAVP 0",
      "a=crypto:1 F8_128_HMAC_SHA1_80 inline:AAAA",
      `a=crypto:4 AES_CM_128_HMAC_SHA1_80 inline:${theirs}|2^31|1:1`, // a key with a name of its own
      `a=crypto:7 AES_CM_128_HMAC_SHA1_32 inline:${theirs}|2^31`,
      `a=crypto:8 AES_CM_128_HMAC_SHA1_80 inline:${theirs}`,
    ];
    const session = answerOffer(fresh, sdp(...lines), LOCAL)!;
    const ours = keys.get("AES_CM_128_HMAC_SHA1_32")!;
    const key = `a=crypto:7 AES_CM_128_HMAC_SHA1_32 inline:${Buffer.from(ours.keySalt).toString("base64")}\r\n`;
    expect(session.sent).toContain("m=audio 20000 RTP/SAVP 0\r\n");
    expect(session.sent!.match(/a=crypto.*\r\n/g)).toEqual([key]);
    expect(session.negotiated?.agreement.keys).toEqual({
      send: ours,
      receive: { suite: ours.suite, keySalt: Buffer.alloc(30, 7) },
    });
    expect(answerOffer(session, sdp(...lines, "a=sendonly"), LOCAL)!.sent).toContain(key);
    expect(answerOffer(session, sdp("m=audio 4000 RTP/AVP 0"), LOCAL)!.negotiated?.agreement.keys).toBeUndefined();
  });

  it("has ICE for a peer that looks for one way alone, and no reports for one that would need DTLS for them too", () => {
    const fingerprint = `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => "AB").join(":")}`;
    const offer = ["m=audio 4000 UDP/TLS/RTP/SAVPF 0", fingerprint, "a=setup:actpass", "a=ice-ufrag:abcd"];
    const found = answerOffer(fresh, sdp(...offer, "a=rtcp-mux"), LOCAL)!;
    expect(found.sent).toContain("a=ice-lite\r\n");
    expect(found.negotiated?.agreement).toMatchObject({ reports: "muxed", dtls: { role: "client" } });
    expect(found.negotiated?.agreement.ice?.remoteUfrag).toBe("abcd");
    const alone = answerOffer(fresh, sdp(...offer), LOCAL)!;
    expect(alone.sent).not.toContain("a=ice");
    expect(alone.negotiated?.agreement).toMatchObject({ reports: "none", ice: undefined, peer: { port: 4000 } });
  });

  it("counts its version up when it says something else, and only then", () => {
    const offer = sdp("m=audio 4000 RTP/AVP 0");
    const first = answerOffer(fresh, offer, LOCAL)!;
    const same = answerOffer(first, offer, LOCAL)!;
    expect(same.sent).toBe(first.sent);
    const held = answerOffer(same, sdp("m=audio 4000 RTP/AVP 0", "a=sendonly"), LOCAL)!;
    expect(held.sent).toContain("o=FreeSWITCH 1000 1001 ");
  });
});

describe("an offer of ours", () => {
  const offered = makeOffer(fresh);

  it("has all codecs and telephone-event, encrypted with a choice of suites and in the clear", () => {
    expect(offered.sent).toContain("m=audio 20000 RTP/SAVP 9 0 8 111 101\r\n");
    expect(offered.sent!.match(/^a=crypto:\d \S+/gm)).toEqual([
      "a=crypto:1 AES_CM_128_HMAC_SHA1_80",
      "a=crypto:2 AES_256_CM_HMAC_SHA1_80",
      "a=crypto:3 AEAD_AES_128_GCM",
      "a=crypto:4 AES_CM_128_HMAC_SHA1_32",
    ]);
    expect(offered.sent).toContain("m=audio 20000 RTP/AVP 9 0 8 111 101\r\n");
    expect(offered.negotiated).toBeUndefined();
  });

  it("likes Opus best towards a browser, with events by both clocks", () => {
    expect(offered.sent).toContain("m=audio 20000 UDP/TLS/RTP/SAVPF 111 9 0 8 110 101\r\n");
    expect(makeOffer(newMediaSession({ ...LOCAL, hasOpus: false }, 1)).sent).not.toContain("opus");
  });

  it("is settled by the peer's answer", () => {
    const session = takeAnswer(offered, sdp("m=audio 4000 RTP/AVP 8 101", "a=rtpmap:101 telephone-event/8000"))!;
    expect(session.negotiated?.agreement).toMatchObject({ payloadType: 8, eventType: 101, peer: { port: 4000 } });
  });

  it("that comes back as its own answer has no peer: nothing is sent", () => {
    const parsed = parseSdp(offered.sent!.replace("t=0 0", "t=0 0\r\na=recvonly"));
    const session = takeAnswer(offered, (parsed as { value: SessionDescription }).value)!;
    expect(session.negotiated?.agreement).toMatchObject({ peer: undefined, sends: false });
    expect(sessionVariables(session)).toMatchObject({ remote_media_ip: LOCAL.address, remote_media_port: "20000" });
  });

  it("is written for IPv6 too", () => {
    const session = makeOffer(newMediaSession({ ...LOCAL, address: "2001:db8::1" }, 1));
    expect(session.sent).toContain("c=IN IP6 2001:db8::1");
  });
});

describe("a session description", () => {
  it("of any text is read or refused, but never throws", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseSdp(text)));
    const line = fc.constantFrom(
      "m=audio 4000 RTP/AVP 0",
      "c=IN IP4 1.2.3.4",
      "a=rtpmap:0 PCMU/8000",
      "m=",
      "a=",
      "c=IN IP4 x",
      "t=0 0",
    );
    fc.assert(fc.property(fc.array(line), (lines) => void parseSdp(["v=0", ...lines].join("\n"))));
  });

  it.each([
    "",
    "hello",
    "v=0\r\nm=audio x RTP/AVP 0\r\n",
    "v=0\r\nm=audio 4000 RTP/AVP 0\r\n",
    "v=0\r\nc=IN IP4 example.com\r\nm=audio 1 RTP/AVP 0\r\n",
  ])("that is none is refused (%j)", (text) => {
    expect(parseSdp(text).ok).toBe(false);
  });

  it("may have its own address and direction in each m= line", () => {
    const { media } = sdp(
      "a=sendonly",
      "m=audio 1 RTP/AVP 0",
      "c=IN IP4 192.0.2.77",
      "m=audio 2 RTP/AVP 0",
      "a=inactive",
    );
    expect(media.map(({ address, direction }) => [address, direction])).toEqual([
      ["192.0.2.77", "sendonly"],
      ["192.0.2.9", "inactive"],
    ]);
  });
});
