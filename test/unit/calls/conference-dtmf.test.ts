import { describe, expect, it } from "vitest";
import { dtmfReader } from "../../../src/calls/conference/conference-dtmf.ts";
import { readState } from "../../../src/media/room.ts";

const orders = (keys: string, moderator: boolean): unknown[] => {
  const read = dtmfReader(moderator);
  return keys.split("").flatMap((key, index) => read(key, index * 1_000) ?? []);
};

describe("the DTMF of a member of a conference", () => {
  it("mean something after a star only", () => {
    expect(orders("1*1", false)).toEqual(["toggle-own-mute"]);
    expect(orders("**1", false)).toEqual(["toggle-own-mute"]);
    expect(orders("*21", false)).toEqual([]);
    expect(orders("*11", false)).toEqual(["toggle-own-mute"]);
  });

  it("lock and mute the others for moderators only", () => {
    expect(orders("*1*5*6", true)).toEqual(["toggle-own-mute", "toggle-lock", "toggle-mute-all"]);
    expect(orders("*1*5*6", false)).toEqual(["toggle-own-mute"]);
  });

  it("are forgotten when the second one comes too late", () => {
    const read = dtmfReader(true);
    read("*", 0);
    expect(read("5", 4_001)).toBeUndefined();
    expect(read("5", 4_002)).toBeUndefined();
  });
});

describe("a media server's list of a conference", () => {
  const LIST = "12;sofia/a;uuid-1;Carol;+33;hear|speak|talking|floor;0;0;100\n1;sofia/b;uuid-2;Bob;1002;hear;0;0;100\n";
  it("says who may be heard and who talks", () => {
    expect(readState(LIST, "12")).toEqual({ muted: false, talking: true });
    expect(readState(LIST, "1")).toEqual({ muted: true, talking: false });
    expect(readState(LIST, "2")).toEqual({ muted: false, talking: false });
    expect(readState("", "1")).toEqual({ muted: false, talking: false });
  });
});
