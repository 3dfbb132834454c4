import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasEncryption, isEncrypted } from "../../../src/sdp/encryption.ts";
import { inactiveAnswer } from "../../../src/sdp/inactive-answer.ts";
import { mediaOffer, type MediaOffer } from "../../../src/sdp/media-offer.ts";
import { musicAnswer, musicOffer } from "../../../src/sdp/music-on-hold.ts";
import { parseSdp } from "../../../src/sdp/session-description.ts";
import { withSignallingSource } from "../../../src/sdp/signalling-source.ts";
import { answeringStreamsOf, withStreamsOf } from "../../../src/sdp/streams.ts";
import { anyText } from "../../support/any-text.ts";

const sdp = (...lines: string[]): string =>
  ["v=0", "o=- 1 1 IN IP4 192.0.2.9", "s=-", "c=IN IP4 192.0.2.9", "t=0 0", ...lines, ""].join("\r\n");
const KEY = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";
const SERVED = ["v=0", "o=FreeSWITCH 5 5 IN IP4 198.51.100.1", "s=FreeSWITCH", "c=IN IP4 198.51.100.1", "t=0 0"];
const served = [...SERVED, "m=audio 20000 RTP/AVP 8", "a=rtpmap:8 PCMA/8000", ""].join("\r\n");
const mLines = (text: string): string[] => text.split("\r\n").filter((line) => line.startsWith("m="));

function usable(text: string): Extract<MediaOffer, { kind: "usable" }> {
  const offer = mediaOffer(text);
  if (offer.kind !== "usable") throw new Error(offer.warning.text);
  return offer;
}

describe("the offer of a telephone to a media server", () => {
  it.each(["UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF"])(
    "is its plain line where it has one of %s before or after it; the other is refused in its place",
    (profile) => {
      for (const lines of [
        [`m=audio 4000 ${profile} 8`, "m=audio 4002 RTP/AVP 8 101", "a=rtpmap:101 telephone-event/8000"],
        ["m=audio 4002 RTP/AVP 8 101", "a=rtpmap:101 telephone-event/8000", `m=audio 4000 ${profile} 8`],
      ]) {
        const { offer, answer, isEncrypted } = usable(sdp(...lines));
        expect(isEncrypted).toBe(false);
        expect(mLines(offer)).toEqual(["m=audio 4002 RTP/AVP 8 101"]);
        expect(offer).toContain("a=rtpmap:101 telephone-event/8000");
        const refused = `m=audio 0 ${profile} 8`;
        const taken = "m=audio 20000 RTP/AVP 8";
        expect(mLines(answer(served)!)).toEqual(lines[0]!.includes("RTP/AVP") ? [taken, refused] : [refused, taken]);
        expect(parseSdp(answer(served)!).ok).toBe(true);
      }
      expect(mediaOffer(sdp(`m=audio 4000 ${profile} 8`))).toEqual({
        kind: "unusable",
        warning: { code: 302, text: "Incompatible transport protocol" },
      });
    },
  );

  it.each(["RTP/SAVP", "RTP/SAVPF"])(
    "is its encrypted line of %s, before or after the plain one, which is refused in its place",
    (profile) => {
      for (const lines of [
        [`m=audio 4000 ${profile} 8`, KEY, "m=audio 4002 RTP/AVP 8"],
        ["m=audio 4002 RTP/AVP 8", `m=audio 4000 ${profile} 8`, KEY],
      ]) {
        const { offer, answer, isEncrypted } = usable(sdp(...lines));
        expect(isEncrypted).toBe(true);
        expect(mLines(offer)).toEqual([`m=audio 4000 ${profile} 8`]);
        expect(offer).toContain(KEY);
        const taken = `m=audio 20000 ${profile} 8`;
        const refused = "m=audio 0 RTP/AVP 8";
        const encrypted = served.replace("RTP/AVP 8", `RTP/SAVP 8\r\n${KEY}`);
        expect(mLines(answer(encrypted)!)).toEqual(
          lines[0] === KEY || lines[1] === KEY ? [taken, refused] : [refused, taken],
        );
        expect(answer(encrypted)).toContain(KEY);
        expect(answer(served)).toBeUndefined(); // nothing of it goes on in the clear
      }
      expect(mediaOffer(sdp(`m=audio 4000 ${profile} 8`, KEY.replace("AES_CM_128_HMAC_SHA1_80", "UNKNOWN")))).toEqual({
        kind: "unusable",
        warning: { code: 302, text: "Incompatible transport protocol" },
      });
    },
  );

  it("is a browser's audio with its way and its certificate; the rest of its streams is refused, each under its name", () => {
    const session = ["a=group:BUNDLE v a", "a=fingerprint:sha-256 AB"];
    const video = ["m=video 9 UDP/TLS/RTP/SAVPF 96", "a=mid:v"];
    const audio = ["m=audio 9 UDP/TLS/RTP/SAVPF 8", "a=mid:a", "a=setup:actpass", "a=ice-ufrag:abcd", "a=candidate:1"];
    const { offer, answer, isEncrypted } = usable(sdp(...session, ...video, ...audio));
    expect(isEncrypted).toBe(true);
    expect(mLines(offer)).toEqual([audio[0]]);
    expect(offer).not.toContain("BUNDLE");
    for (const line of ["a=fingerprint:sha-256 AB", ...audio]) expect(offer).toContain(line);
    const taken = served.replace("RTP/AVP 8", "UDP/TLS/RTP/SAVPF 8\r\na=mid:a");
    expect(mLines(answer(taken)!)).toEqual(["m=video 0 UDP/TLS/RTP/SAVPF 96", "m=audio 20000 UDP/TLS/RTP/SAVPF 8"]);
    expect(answer(taken)).toContain("a=group:BUNDLE a\r\nm=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:v\r\n");
    expect(answer(served)).toBeUndefined(); // nothing of it goes on in the clear
  });

  it("is encrypted where keys stand beside a plain profile, which its answer keeps", () => {
    const { offer, answer } = usable(sdp("m=audio 4000 RTP/AVP 8", KEY));
    expect(mLines(offer)).toEqual(["m=audio 4000 RTP/SAVP 8"]);
    const encrypted = answer(served.replace("RTP/AVP 8", `RTP/SAVP 8\r\n${KEY}`))!;
    expect(mLines(encrypted)).toEqual(["m=audio 20000 RTP/AVP 8"]);
    expect(encrypted).toContain(KEY);
    expect(usable(sdp("m=audio 4000 RTP/AVP 8", "a=crypto:1 UNKNOWN inline:AAAA")).offer).not.toContain("crypto");
  });

  it("is taken with feedback (RTP/AVPF)", () => {
    expect(mLines(usable(sdp("m=audio 4000 RTP/AVPF 0")).offer)).toEqual(["m=audio 4000 RTP/AVPF 0"]);
  });

  it("keeps video, fax and what is given up in their places, refused", () => {
    const offer = sdp(
      "m=video 5000 RTP/AVP 96",
      "m=audio 0 RTP/AVP 0",
      "m=audio 4000 RTP/AVP 8",
      "m=image 6000 udptl t38",
    );
    expect(mLines(usable(offer).answer(served)!)).toEqual([
      "m=video 0 RTP/AVP 96",
      "m=audio 0 RTP/AVP 0",
      "m=audio 20000 RTP/AVP 8",
      "m=image 0 udptl t38",
    ]);
  });

  it.each([
    ["a host name for its address", sdp("m=audio 4000 RTP/AVP 8").replaceAll("192.0.2.9", "phone.example.com"), 301],
    ["the address of a group of hosts", sdp("m=audio 4000 RTP/AVP 8").replaceAll("192.0.2.9", "224.2.1.1/127"), 330],
    ["the address of all hosts", sdp("m=audio 4000 RTP/AVP 8").replaceAll("192.0.2.9", "255.255.255.255"), 330],
    ["a group of hosts of IPv6", sdp("m=audio 4000 RTP/AVP 8").replaceAll("IP4 192.0.2.9", "IP6 FF15::101/3"), 330],
    ["no audio", sdp("m=video 4000 RTP/AVP 96"), 304],
    ["audio that is given up", sdp("m=audio 0 RTP/AVP 8"), 304],
    ["no stream", sdp(), 304],
    ["no description", "hello", 399],
    ["nothing", "", 399],
  ])("with %s is unusable, and a Warning says so", (_, text, code) => {
    expect(mediaOffer(text)).toMatchObject({ kind: "unusable", warning: { code } });
  });

  it("is the stream whose codec is known, wherever it stands", () => {
    const named = ["m=audio 4002 RTP/AVP 97", "a=rtpmap:97 PCMU/8000/1"];
    for (const known of [["m=audio 4002 RTP/AVP 8"], ["m=audio 4002 RTP/AVP 18 0"], named]) {
      const { offer, answer } = usable(sdp("m=audio 4000 RTP/AVP 9", "a=rtpmap:9 G722/8000", ...known));
      expect(mLines(offer)).toEqual([known[0]]);
      expect(mLines(answer(served)!)).toEqual(["m=audio 0 RTP/AVP 9", "m=audio 20000 RTP/AVP 8"]);
    }
    expect(mLines(usable(sdp("m=audio 4000 RTP/AVP 9", "m=audio 4002 RTP/AVP 18")).offer)[0]).toContain("4000");
  });

  it("may begin with empty lines", () => {
    expect(usable(`\r\n\r\n${sdp("m=audio 4000 RTP/AVP 8")}`).offer).toMatch(/^v=0\r\n/);
  });

  it("of any text is usable or not, and its answer has its streams", () => {
    fc.assert(fc.property(anyText, (text) => void mediaOffer(text)));
    const line = fc.constantFrom(
      "m=audio 4000 RTP/AVP 8",
      "m=audio 4000 RTP/SAVP 8",
      "m=video 2 RTP/AVP 96",
      "m=audio 0 RTP/AVP 0",
      "a=inactive",
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const offer = mediaOffer(sdp(...lines));
        if (offer.kind === "usable")
          expect(mLines(offer.answer(served) ?? "").length).toBe(mLines(sdp(...lines)).length);
      }),
    );
  });
});

describe("music on hold", () => {
  const video = sdp(
    "m=audio 4000 RTP/AVP 8",
    "m=video 5000 RTP/AVP 96",
    "a=rtpmap:96 H264/90000",
    "a=sendrecv",
    "m=image 0 udptl t38",
  );

  it("is offered as the audio of the same streams: sendonly, video held where it is, what was given up stays so", () => {
    const offer = musicOffer(video, served)!;
    expect(mLines(offer)).toEqual(["m=audio 20000 RTP/AVP 8", "m=video 5000 RTP/AVP 96", "m=image 0 udptl t38"]);
    const parsed = parseSdp(offer);
    const media = parsed.ok ? parsed.value.media : [];
    expect(media.map(({ kind, direction, address }) => [kind, direction, address])).toEqual([
      ["audio", "sendonly", "198.51.100.1"],
      ["video", "inactive", "192.0.2.9"],
      ["image", "sendrecv", "198.51.100.1"],
    ]);
    expect(offer).toContain("a=rtpmap:96 H264/90000");
  });

  it("is answered in the same way", () => {
    const answer = musicAnswer(video, served)!;
    expect(mLines(answer)).toEqual(["m=audio 20000 RTP/AVP 8", "m=video 9 RTP/AVP 96", "m=image 0 udptl t38"]);
    expect(answer.match(/a=(sendonly|inactive|sendrecv)/g)).toEqual(["a=sendonly", "a=inactive"]);
  });

  it("has no place in a session without plain audio", () => {
    expect(musicOffer(sdp("m=audio 4000 RTP/SAVP 8", KEY), served)).toBeUndefined();
    expect(musicOffer(sdp("m=video 4000 RTP/AVP 96"), served)).toBeUndefined();
  });
});

describe("the streams of a session", () => {
  const one = sdp("m=audio 4000 RTP/AVP 8");
  const two = sdp("m=audio 4000 RTP/AVP 8", "m=video 5000 RTP/AVP 96");

  it("are all in each further offer (RFC 3264 §8): those that its author doesn't know are given up", () => {
    expect(mLines(withStreamsOf(one, two))).toEqual(["m=audio 4000 RTP/AVP 8", "m=video 0 RTP/AVP 96"]);
    expect(withStreamsOf(two, one)).toBe(two);
    expect(withStreamsOf(one, one)).toBe(one);
  });

  it("are as many in an answer as in its offer", () => {
    expect(mLines(answeringStreamsOf(two, one))).toEqual(["m=audio 4000 RTP/AVP 8"]);
    expect(mLines(answeringStreamsOf(one, two))).toEqual(["m=audio 4000 RTP/AVP 8", "m=video 0 RTP/AVP 96"]);
    expect(answeringStreamsOf(two, two)).toBe(two);
  });
});

describe("encryption", () => {
  it("is what both sides say it is, for a stream that is up", () => {
    const secure = sdp("m=audio 4000 RTP/SAVP 8", KEY);
    const plain = sdp("m=audio 4000 RTP/AVP 8");
    const optional = sdp("m=audio 4000 RTP/AVP 8", KEY);
    expect([secure, optional, plain, sdp("m=audio 0 RTP/SAVP 8", "m=audio 4 RTP/AVP 8")].map(hasEncryption)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(isEncrypted(optional, plain)).toBe(false);
    expect(isEncrypted(optional, optional)).toBe(true);
    expect(hasEncryption(sdp("m=audio 4000 UDP/TLS/RTP/SAVPF 111"))).toBe(true);
  });
});

describe("an answer without media yet", () => {
  it("to an encrypted offer has a key of its own, which is no one's", () => {
    const answer = inactiveAnswer(sdp("m=audio 4000 RTP/SAVP 8", "a=crypto:7 UNKNOWN inline:AAAA", KEY));
    expect(mLines(answer)).toEqual(["m=audio 9 RTP/SAVP 8"]);
    const key = /^a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:(\S+)$/m.exec(answer)?.[1];
    expect(Buffer.from(key ?? "", "base64").length).toBe(30);
    expect(KEY).not.toContain(key);
    expect(hasEncryption(answer)).toBe(true);
  });

  it("gives up what takes a peer to agree on keys, and leaves plain streams as they were", () => {
    const offer = sdp("m=audio 4000 UDP/TLS/RTP/SAVPF 8", "m=audio 4002 RTP/AVP 8");
    expect(mLines(inactiveAnswer(offer))).toEqual(["m=audio 0 UDP/TLS/RTP/SAVPF 8", "m=audio 9 RTP/AVP 8"]);
  });
});

describe("where a telephone's SIP comes from", () => {
  it("stands in its description for the media server, and only as we say it", () => {
    const text = withSignallingSource(
      sdp("a=x-signalling-source:10.0.0.1", "m=audio 4000 RTP/AVP 8", "a=X-Signalling-Source:10.0.0.2"),
      "203.0.113.7",
    );
    expect(text.match(/signalling-source.*/gi)).toEqual(["signalling-source:203.0.113.7"]);
    expect(parseSdp(text)).toMatchObject({ ok: true, value: { signallingSource: "203.0.113.7" } });
    expect(withSignallingSource(text, undefined)).toBe(sdp("m=audio 4000 RTP/AVP 8"));
    expect(withSignallingSource(sdp(), "not an address")).toBe(sdp());
    expect(parseSdp(withSignallingSource(sdp().trimEnd(), "2001:db8::1"))).toMatchObject({
      value: { signallingSource: "2001:db8::1" },
    });
  });
});
