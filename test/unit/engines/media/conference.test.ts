import { readFile } from "node:fs/promises";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { amplitudeAt } from "../../../support/goertzel.ts";
import { clock, runOnSimulatedTime } from "./clock.ts";
import { conferenceCaller, createConference, tonesHeard, whoHearsWhom } from "./conference-rig.ts";
import { eventually, OURS, startRig } from "./rig.ts";
import type { Rig } from "./rig.ts";

const TONES = [500, 900, 1300];
runOnSimulatedTime();

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  await eventually(() => (rig.engine?.counts().conferences ?? 0) === 0);
  await rig[Symbol.asyncDispose]();
});

/** A word that the server says of one event. */
async function told(emitter: NodeJS.EventEmitter, action: string): Promise<(name: string) => string> {
  const [event] = (await once(emitter, action)) as [{ getHeader(name: string): string }];
  return (name) => event.getHeader(name);
}

describe.concurrent("three people in a conference", () => {
  it("each hear the two others and not themselves", async () => {
    const room = await createConference(rig, "three");
    await using a = await conferenceCaller(rig);
    await using b = await conferenceCaller(rig);
    await using c = await conferenceCaller(rig);
    const joined = [await a.ep.join(room), await b.ep.join(room), await c.ep.join(room)];
    expect(new Set(joined.map(({ memberId }) => memberId)).size).toBe(3);
    expect(joined.every(({ confUuid }) => confUuid === room.uuid)).toBe(true);
    expect(await room.getSize()).toBe(4);

    expect(await whoHearsWhom([a, b, c], TONES)).toEqual([
      [900, 1300],
      [500, 1300],
      [500, 900],
    ]);
    await room.destroy();
  });

  it("do not hear one who is muted, who hears them; a deaf one hears no one", async () => {
    const room = await createConference(rig, "mutes");
    await using a = await conferenceCaller(rig);
    await using b = await conferenceCaller(rig);
    await using c = await conferenceCaller(rig);
    await a.ep.join(room, { flags: { mute: true } });
    await b.ep.join(room);
    await c.ep.join(room);
    await c.ep.confDeaf();
    expect(await whoHearsWhom([a, b, c], TONES)).toEqual([[900, 1300], [1300], []]);

    await a.ep.confUnmute();
    await b.ep.confMute();
    await c.ep.confUndeaf();
    expect(await whoHearsWhom([a, b, c], TONES)).toEqual([[1300], [500, 1300], [500]]);

    expect(await room.mute("non_moderator")).toMatch(/^(\+OK mute \d+\n){4}$/);
    expect(await whoHearsWhom([a, b, c], TONES)).toEqual([[], [], []]);
    await room.destroy();
  });
});

describe.concurrent("members of a conference", () => {
  it("are told of each other: who comes, talks, is muted, leaves", async () => {
    const room = await createConference(rig, "events");
    await using a = await conferenceCaller(rig);
    const added = told(room, "addMember");
    const { memberId } = await a.ep.join(room);
    const header = await added;
    expect([header("Member-ID"), header("Conference-Size"), header("Unique-ID")]).toEqual([
      String(memberId),
      "2",
      a.ep.uuid,
    ]);
    const talks = told(room, "startTalking");
    const finishes = told(room, "stopTalking");
    await a.peer.say(700, 300);
    expect((await talks)("Member-ID")).toBe(String(memberId));
    expect((await finishes)("Talking")).toBe("false");
    const muted = told(room, "muteMember");
    await a.ep.confMute();
    expect((await muted)("Speak")).toBe("false");
    const left = told(room, "delMember");
    await a.ep.destroy();
    expect((await left)("Conference-Size")).toBe("1");
    await eventually(() => room.participants.size === 0);
    await room.destroy();
  });

  it("can be kicked, and their call goes on", async () => {
    const room = await createConference(rig, "kicks");
    await using a = await conferenceCaller(rig);
    await a.ep.join(room);
    const kicked = told(room, "kickMember");
    expect(await a.ep.unjoin()).toMatch(/\+OK kicked \d+/);
    await kicked;
    await a.ep.play(`${rig.folder}/tone700.wav`);
    expect(amplitudeAt(a.peer.heard().subarray(-2400), 700, 8000)).toBeGreaterThan(2000);
    expect(await room.getSize()).toBe(1);
    await room.destroy();
  });

  it("can be sent to another conference, with their connection and their number", async () => {
    const room = await createConference(rig, "first");
    const other = await createConference(rig, "second");
    await using a = await conferenceCaller(rig);
    const { memberId } = await a.ep.join(room);
    const added = told(other, "addMember");
    expect(await a.ep.transfer("second")).toMatch(/OK Member '\d+' sent to conference second/);
    expect((await added)("Member-ID")).toBe(String(memberId));
    await eventually(() => a.ep.connected);
    expect(await other.getSize()).toBe(2);
    expect(await room.getSize()).toBe(1);
    await room.destroy();
    await other.destroy();
  });

  it("are listed with what they can do", async () => {
    const room = await createConference(rig, "lists", { maxMembers: 10 });
    await using a = await conferenceCaller(rig);
    const { memberId } = await a.ep.join(room, { flags: { moderator: true } });
    const rows = (await room.list()).getBody().trim().split("\n");
    expect(rows[0]).toMatch(new RegExp(`^${memberId};.*;${a.ep.uuid};.*hear\\|speak.*moderator`));
    expect(rows[1]).toMatch(/;hear(\|floor)?;0;0;100$/);
    expect(await room.get("max_members")).toBe(10);
    expect(await room.set("max_members", 5)).toBe("10");
    expect((await room.agc("on")).getBody()).toContain("agc <member_id");
    await expect(createConference(rig, "lists")).rejects.toThrow("conference exists");
    await room.destroy();
  });
});

describe.concurrent("a conference", () => {
  it.runIf(OURS)("ends for all when the last who asked for it leaves", async () => {
    const room = await createConference(rig, "ends");
    await using a = await conferenceCaller(rig);
    await using b = await conferenceCaller(rig);
    await a.ep.join(room);
    await b.ep.join(room);
    const left = new Promise<void>((resolve) => {
      a.ep.conn?.on("esl::event::CHANNEL_EXECUTE_COMPLETE::*", (event) => {
        if (event.getHeader("Application") === "conference") resolve();
      });
    });
    await room.destroy();
    await left;
    expect(await rig.ms.api("conference ends list count")).toBe("-ERR Conference ends not found\n");
    expect(a.ep.connected && b.ep.connected).toBe(true);
  });

  it("lets no caller in while it is locked, or full", async () => {
    const room = await createConference(rig, "locks");
    await using a = await conferenceCaller(rig);
    await using b = await conferenceCaller(rig);
    expect(await room.lock()).toBe("+OK locks locked\n");
    await a.ep.execute("conference", "locks"); // completes at once
    expect(await room.getSize()).toBe(1);
    expect(await room.unlock()).toBe("+OK locks unlocked\n");
    await room.set("max_members", 2);
    await a.ep.join(room);
    await b.ep.execute("conference", "locks");
    expect(await room.getSize()).toBe(2);
    await room.destroy();
  });

  it.runIf(OURS)("with a PIN takes the right one within three tries, and sends others away", async () => {
    await using a = await conferenceCaller(rig);
    await using b = await conferenceCaller(rig);
    const joining = a.ep.join("pins", { pin: "4711" });
    await clock.sleep(100);
    await a.peer.press("1234");
    await a.peer.press("4711");
    await joining;
    const refused = b.ep.execute("conference", "pins");
    await clock.sleep(100);
    await b.peer.press("1111222233#");
    await refused;
    expect(await rig.ms.api("conference pins list count")).toBe("1");
  });

  it.runIf(OURS)("waits for its moderator: no member is heard before", async () => {
    await using a = await conferenceCaller(rig);
    await using b = await conferenceCaller(rig);
    await using c = await conferenceCaller(rig);
    await a.ep.join("waits", { flags: { waitMod: true } });
    await b.ep.join("waits", { flags: { waitMod: true } });
    expect(await whoHearsWhom([a, b], TONES)).toEqual([[], []]);
    await c.ep.join("waits", { flags: { moderator: true, waitMod: true } });
    expect(await whoHearsWhom([a, b, c], TONES)).toEqual([
      [900, 1300],
      [500, 1300],
      [500, 900],
    ]);
  });
});

describe("a conference of thirty", () => {
  it("carries one voice to all others, and leaves nothing behind", async () => {
    await eventually(() => (rig.engine?.counts().channels ?? 0) === 0);
    const callers = await Promise.all(Array.from({ length: 30 }, () => conferenceCaller(rig)));
    await Promise.all(callers.map(({ ep }) => ep.join("thirty")));
    expect(await rig.ms.api("conference thirty list count")).toBe("30");
    const [speaker, ...listeners] = callers;
    const talking = speaker?.peer.say(700, 1500);
    for (const listener of listeners) await listener.peer.hears(700);
    await talking;
    if (speaker !== undefined) expect(amplitudeAt(speaker.peer.heard(), 700, 8000)).toBeLessThan(50);
    await Promise.all(callers.map((caller) => caller[Symbol.asyncDispose]()));
    if (OURS)
      await eventually(() => {
        const { channels, rtpSockets, timers, conferences } = rig.engine?.counts() ?? {};
        return channels === 0 && rtpSockets === 0 && timers === 0 && conferences === 0;
      });
  });
});

describe.concurrent("what is played to a conference", () => {
  it("is heard by all of them, one file after the other, and told when it is over", async () => {
    const room = await createConference(rig, "plays");
    await using a = await conferenceCaller(rig);
    await using b = await conferenceCaller(rig);
    await a.ep.join(room);
    await b.ep.join(room);
    const files = [`${rig.folder}/tone900.wav`, `${rig.folder}/tone700.wav`];
    const played = await room.play(files);
    expect(played.samples).toBeGreaterThan(0);
    if (OURS) expect(played.milliseconds).toBe(1000);
    for (const { peer } of [a, b])
      expect(amplitudeAt(peer.heard().subarray(-2400, -400), 700, 8000)).toBeGreaterThan(2000);
    expect(await room.play("/nowhere/at-all.wav")).toEqual({ seconds: 0, milliseconds: 0, samples: 0 });
    await room.destroy();
  });

  it("is heard by one only when it is meant for one, over the others' voices", async () => {
    const room = await createConference(rig, "whispers");
    await using a = await conferenceCaller(rig);
    await using b = await conferenceCaller(rig);
    await a.ep.join(room);
    await b.ep.join(room);
    const over = told(room, "playFileMemberDone");
    await a.ep.confPlay(`${rig.folder}/tone700.wav`);
    const talking = b.peer.say(1300, 700);
    await clock.sleep(500);
    expect(tonesHeard(a, [700, 1300])).toEqual([700, 1300]);
    expect(tonesHeard(b, [700, 1300])).toEqual([]);
    await talking;
    await over;
    await room.destroy();
  });
});

describe.concurrent("a recording of a conference", () => {
  it("holds every voice, but not what was said while it was paused", async () => {
    const room = await createConference(rig, "records");
    await using a = await conferenceCaller(rig);
    await using b = await conferenceCaller(rig);
    await a.ep.join(room);
    await b.ep.join(room);
    const file = `${rig.folder}/conference.wav`;
    expect(await room.startRecording(file)).toContain(`Record file ${file}`);
    expect((await room.chkRecord()).getBody()).toContain(file);
    await Promise.all([a.peer.say(500, 600), b.peer.say(900, 600)]);
    await room.pauseRecording(file);
    await a.peer.say(1300, 400);
    await room.resumeRecording(file);
    const stopped = told(room, "stopRecording");
    expect(await room.stopRecording(file)).toContain(`Stopped recording file ${file}`);
    await stopped;
    const bytes = (await readFile(file)).subarray(44);
    const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    const middle = samples.subarray(1600, 4000);
    for (const hz of [500, 900]) expect(amplitudeAt(middle, hz, 8000)).toBeGreaterThan(2000);
    for (let at = 0; at + 800 <= samples.length; at += 800)
      expect(amplitudeAt(samples.subarray(at, at + 800), 1300, 8000)).toBeLessThan(2500);
    await room.destroy();
  });
});
