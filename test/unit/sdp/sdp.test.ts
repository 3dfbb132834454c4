import fc from "fast-check";
import { parse } from "sdp-transform";
import { describe, expect, it } from "vitest";
import { directionOf, isHold, isSameMedia, sending, withDirection } from "../../../src/sdp/direction.ts";
import { inactiveAnswer } from "../../../src/sdp/inactive-answer.ts";
import { nextVersion, readOrigin, withOrigin } from "../../../src/sdp/origin.ts";
import { plainOffer } from "../../../src/sdp/offered-twice.ts";
import { editLines, splitSdp } from "../../../src/sdp/sections.ts";
import { parseSdp } from "../../../src/sdp/session-description.ts";
import { anyText } from "../../support/any-text.ts";

const direction = fc.constantFrom("sendrecv", "sendonly", "recvonly", "inactive", undefined);
const stream = fc.record({
  kind: fc.constantFrom("audio", "video"),
  port: fc.integer({ min: 0, max: 65_535 }),
  types: fc.uniqueArray(fc.constantFrom(0, 8, 18, 96, 101), { minLength: 1 }),
  direction,
});
const description = fc
  .record({
    session: fc.nat(),
    version: fc.nat(),
    address: fc.ipV4(),
    direction,
    streams: fc.array(stream, { maxLength: 3 }),
    end: fc.constantFrom("\r\n", "\n"),
  })
  .map(({ session, version, address, direction: whole, streams, end }) =>
    [
      "v=0",
      `o=- ${session} ${version} IN IP4 ${address}`,
      "s=-",
      `c=IN IP4 ${address}`,
      "t=0 0",
      ...(whole === undefined ? [] : [`a=${whole}`]),
      ...streams.flatMap((each) => [
        `m=${each.kind} ${each.port} RTP/AVP ${each.types.join(" ")}`,
        ...each.types.filter((type) => type > 90).map((type) => `a=rtpmap:${type} opus/48000/2`),
        ...(each.direction === undefined ? [] : [`a=${each.direction}`]),
      ]),
      "",
    ].join(end),
  );

describe("a session description", () => {
  it("is read as sdp-transform reads it", () => {
    fc.assert(
      fc.property(description, (text) => {
        const theirs = parse(text);
        const ours = parseSdp(text);
        expect(ours.ok && ours.value.media.map(({ kind, port, direction: way }) => ({ kind, port, way }))).toEqual(
          theirs.media.map(({ type, port, direction: way }) => ({
            kind: type,
            port,
            way: way ?? (theirs as { direction?: string }).direction ?? "sendrecv",
          })),
        );
        const { session, version } = readOrigin(text)!;
        expect([Number(session), Number(version)]).toEqual([theirs.origin.sessionId, theirs.origin.sessionVersion]);
      }),
    );
  });

  it("never makes anything throw", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, description), (text) => {
        parseSdp(text);
        isHold(text);
        inactiveAnswer(text);
        plainOffer(text);
        nextVersion(text);
        withDirection(sending(text));
      }),
    );
  });

  it("stays as its author wrote it but for what is changed", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, description), (text) => {
        expect(editLines(text, (line) => line)).toBe(text);
        expect(withOrigin(text, readOrigin(text) ?? { user: "x", session: "1", version: 1n, address: "x" })).toBe(text);
      }),
    );
  });
});

describe("hold", () => {
  it("is over in what is sent again, and nothing else differs", () => {
    fc.assert(
      fc.property(description, (text) => {
        const again = sending(text);
        expect(isHold(again)).toBe(/c=IN IP4 0\.0\.0\.0\r?\n/.test(text));
        const { session, streams } = splitSdp(again);
        for (const section of [session, ...streams]) expect([undefined, "sendrecv"]).toContain(directionOf(section));
        expect(sending(again)).toBe(again);
      }),
    );
  });

  it("is what the first stream says before the session", () => {
    const sdp = (whole: string, first: string): string =>
      `v=0\r\nc=IN IP4 192.0.2.1\r\n${whole}m=audio 4000 RTP/AVP 8\r\n${first}m=video 0 RTP/AVP 96\r\na=inactive\r\n`;
    expect(isHold(sdp("a=sendonly\r\n", ""))).toBe(true);
    expect(isHold(sdp("a=sendonly\r\n", "a=sendrecv\r\n"))).toBe(false);
    expect(isHold(sdp("", "a=inactive\r\n"))).toBe(true);
    expect(isHold(sdp("", "c=IN IP4 0.0.0.0\r\n"))).toBe(true);
    expect(isHold(sdp("", "a=recvonly\r\n"))).toBe(false);
    const [video, gone] = ["m=video 5000 RTP/AVP 96\r\n", "m=image 0 udptl t38\r\n"];
    expect(isHold(sdp("", "a=sendonly\r\n").replace("m=audio", `${gone}${video}m=audio`))).toBe(true);
    expect(isHold(sdp("", "a=sendrecv\r\n").replace("m=audio", `${video}a=sendonly\r\nm=audio`))).toBe(false);
  });
});

describe("a version of a session", () => {
  it("rises by one, beyond what a number holds", () => {
    const text = "v=0\r\no=- abc 18446744073709551614 IN IP4 192.0.2.1\r\ns=-\r\n";
    expect(nextVersion(text)).toBe(text.replace("614", "615"));
    expect(isSameMedia(text, nextVersion(text))).toBe(true);
    expect(nextVersion("v=0\r\no=nonsense\r\n")).toBe("v=0\r\no=nonsense\r\n");
  });
});
