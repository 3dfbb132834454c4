import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { askedBy, BOTH_TALK, decideHold, type Asked, type HoldState } from "../../../src/calls/hold/hold-state.ts";
import type { Side } from "../../../src/calls/leg/side.ts";

const sides = fc.constantFrom<Side>("caller", "callee");
const asks = fc.constantFrom<Asked>("hold", "talk", "offer");
const after = (...steps: [Side, Asked][]): HoldState =>
  steps.reduce((state, [side, asked]) => decideHold(state, side, asked).then, BOTH_TALK);
const sdp = (media: string, session = "c=IN IP4 192.0.2.1\r\n"): string =>
  `v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n${session}t=0 0\r\nm=audio 4000 RTP/AVP 0\r\n${media}`;

describe("who is on hold", () => {
  it.each([
    ["a telephone that holds gives the other one music", BOTH_TALK, "caller", "hold", "music"],
    ["one that says so again is only answered", after(["caller", "hold"]), "caller", "hold", "silence"],
    ["one that resumes is connected again", after(["caller", "hold"]), "caller", "talk", "pass"],
    ["so is one that resumes by asking for an offer", after(["caller", "hold"]), "caller", "offer", "pass"],
    ["the party who hears music talks to the media server", after(["caller", "hold"]), "callee", "talk", "at-media"],
    ["when both hold neither hears anything", after(["caller", "hold"]), "callee", "hold", "silence"],
    [
      "who is back while the other one holds hears music",
      after(["caller", "hold"], ["callee", "hold"]),
      "caller",
      "talk",
      "music-for-asker",
    ],
    ["what is no hold goes through", BOTH_TALK, "callee", "talk", "pass"],
    ["a change without an offer goes through", BOTH_TALK, "callee", "offer", "pass"],
  ] as const)("%s", (_, state, side, asked, action) => {
    expect(decideHold(state, side, asked).action).toBe(action);
  });

  it("takes a browser that looks for its way (ICE) for no telephone of before that holds by 0.0.0.0", () => {
    const nowhere = "c=IN IP4 0.0.0.0\r\n";
    expect(askedBy(sdp(nowhere))).toBe("hold");
    expect(askedBy(sdp(`${nowhere}a=ice-ufrag:abcd\r\n`))).toBe("talk");
    expect(askedBy(sdp(`${nowhere}a=ice-ufrag:abcd\r\na=sendonly\r\n`))).toBe("hold");
  });

  it("ends with both talking whenever both have resumed, and the holding party is never given music", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(sides, asks), { maxLength: 30 }), (steps) => {
        let state = BOTH_TALK;
        for (const [side, asked] of steps) {
          const { action, then } = decideHold(state, side, asked);
          const other = side === "caller" ? "callee" : "caller";
          expect(then[other]).toBe(state[other]);
          if (action === "music") expect([state[side], then[side], then[other]]).toEqual(["talks", "holds", "talks"]);
          if (action === "pass") expect(then[other]).toBe("talks");
          if (action === "music-for-asker") expect([then[side], then[other]]).toEqual(["talks", "holds"]);
          state = then;
        }
        const resumed = decideHold(decideHold(state, "caller", "talk").then, "callee", "talk").then;
        expect(resumed).toEqual(BOTH_TALK);
      }),
    );
  });
});

describe("what an offer asks for", () => {
  it.each([
    ["sendonly", sdp("a=sendonly\r\n"), "hold"],
    ["inactive", sdp("a=inactive\r\n"), "hold"],
    ["sendonly for the whole session", sdp("", "c=IN IP4 192.0.2.1\r\na=sendonly\r\n"), "hold"],
    ["no address, as in RFC 2543", sdp("c=IN IP4 0.0.0.0\r\n"), "hold"],
    ["no address for the whole session", sdp("", "c=IN IP4 0.0.0.0\r\n"), "hold"],
    [
      "sendrecv for the stream of a held session",
      sdp("a=sendrecv\r\n", "a=sendonly\r\nc=IN IP4 192.0.2.1\r\n"),
      "talk",
    ],
    ["recvonly", sdp("a=recvonly\r\n"), "talk"],
    ["nothing", sdp(""), "talk"],
    ["none at all", "", "offer"],
  ])("%s", (_, offer, asked) => {
    expect(askedBy(offer)).toBe(asked);
  });
});
