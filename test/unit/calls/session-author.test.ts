import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SessionAuthor } from "../../../src/calls/leg/session-author.ts";

const sdp = (user: string, version: number, port = 4000): string =>
  `v=0\r\no=${user} 77 ${version} IN IP4 192.0.2.1\r\ns=-\r\nm=audio ${port} RTP/AVP 0\r\n`;
const originOf = (text: string): string => /^o=.*$/m.exec(text)?.[0]?.trim() ?? "";

describe("what one telephone is told of the other end", () => {
  it("is untouched as long as one end speaks and counts its versions", () => {
    const origin = new SessionAuthor();
    for (const each of [sdp("bob", 1), sdp("bob", 1), sdp("bob", 2, 4002), sdp("bob", 9, 4004)])
      expect(origin.next(each)).toBe(each);
  });

  it("stays one session when the music, then another party, speaks instead", () => {
    const origin = new SessionAuthor();
    origin.next(sdp("bob", 5));
    expect(originOf(origin.next(sdp("music", 900, 6000)))).toBe("o=bob 77 6 IN IP4 192.0.2.1");
    expect(originOf(origin.next(sdp("bob", 5)))).toBe("o=bob 77 7 IN IP4 192.0.2.1");
    expect(originOf(origin.next(sdp("carol", 1, 7000)))).toBe("o=bob 77 8 IN IP4 192.0.2.1");
  });

  it("keeps its version when the same is said again", () => {
    const origin = new SessionAuthor();
    origin.next(sdp("bob", 5));
    const music = origin.next(sdp("music", 1, 6000));
    expect(origin.next(sdp("music", 1, 6000))).toBe(music);
  });

  it("never goes back in its versions, whichever side speaks, and changes with every change", () => {
    const said = fc.record({ user: fc.constantFrom("bob", "music", "carol"), port: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(said, { minLength: 2, maxLength: 12 }), (all) => {
        const origin = new SessionAuthor();
        const sent = all.map(({ user, port }, version) => origin.next(sdp(user, version, 4000 + port)));
        for (const [index, text] of sent.entries()) {
          const before = sent[index - 1];
          if (before === undefined) continue;
          expect(originOf(text).split(" ")[0]).toBe(originOf(sent[0]!).split(" ")[0]);
          const [was, is] = [before, text].map((each) => Number(originOf(each).split(" ")[2]));
          const changed = before.replace(/^o=.*$/m, "") !== text.replace(/^o=.*$/m, "");
          if (changed) expect(is).toBeGreaterThan(was!);
          else expect(is).toBeGreaterThanOrEqual(was!);
        }
      }),
    );
  });
});
