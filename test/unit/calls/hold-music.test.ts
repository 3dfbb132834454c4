import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readWav } from "../../support/audio.ts";
import { likeness } from "../../support/likeness.ts";
import type { RtpPeer } from "../../support/rtp-peer.ts";
import { openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Dialog } from "../../support/dialog.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { header, statusOf, type SipText } from "../../support/sip-text.ts";

const MUSIC = readWav("config/prompts/music.wav");
const pause = (ms: number): Promise<void> => pbx.pause(ms);

let pbx: Office;
let alice: Person;
beforeAll(async () => {
  pbx = await openOffice({ speaks: true });
  await trustedTrunk(pbx, ["127.0.0.1"]);
  alice = await pbx.person("1001", "+33170000001");
});
afterAll(() => pbx[Symbol.asyncDispose]());

let provider: Phone;
let desk: Phone;
let ear: RtpPeer;
let caller: Dialog;
let callee: Dialog;
beforeEach(async () => {
  provider = await pbx.phone();
  desk = await pbx.phone();
  ear = await pbx.ear();
  pbx.registers(alice, desk);
  const call = provider.call(pbx.port, alice.number, { sdp: sdp(ear.port, "sendrecv", "8") });
  const ringing = await desk.incoming();
  callee = ringing.answer(sdp(desk.port, "sendrecv", "8"));
  caller = await call.answered();
  await ringing.acked();
});
afterEach(async () => {
  pbx.unregisterAll();
  await caller.bye();
  await callee.received("BYE");
  await ear[Symbol.asyncDispose]();
  await pbx.idle();
});

const ofDesk = (direction = "sendrecv"): string => sdp(desk.port, direction, "8");
const ofCaller = (direction = "sendrecv"): string => sdp(ear.port, direction, "8");

/** The next re-INVITE at the caller's, taken. */
async function told(answer = ofCaller()): Promise<SipText> {
  const invite = await caller.received("INVITE");
  caller.respond(invite, 200, answer);
  await caller.received("ACK");
  return invite;
}

async function hold(): Promise<SipText> {
  const held = await callee.request("INVITE", ofDesk("sendonly"));
  expect(statusOf(held)).toBe(200);
  expect(held.body).toContain("a=inactive");
  return held;
}

async function resume(): Promise<void> {
  const asked = callee.request("INVITE", ofDesk());
  const invite = await told();
  expect(invite.body).toContain(`m=audio ${desk.port}`);
  expect((await asked).body).toContain(`m=audio ${ear.port}`);
}

describe("on hold", () => {
  it("one hears the PBX's music, until the other is back and media goes straight between them", async () => {
    await hold();
    const invite = await told();
    expect(invite.body).not.toContain(`m=audio ${desk.port}`);
    await pause(1_500);
    expect(likeness(ear.heard(), MUSIC)).toBeGreaterThan(0.8);
    await resume();
    await pause(300);
    expect(ear.heard({ sinceMs: pbx.clock.nowMs() - 200 }).samples.length).toBe(0);
    expect(pbx.media.status()[0]?.endpoints).toBe(0);
  });

  it("each telephone is told of one session whose versions rise, whichever side speaks in it", async () => {
    const first = await hold();
    const versions = [await told()].map(originOf);
    const resumed = callee.request("INVITE", ofDesk());
    versions.push(originOf(await told()));
    const answers = [originOf(first), originOf(await resumed)];
    for (const seen of [versions, answers]) {
      expect(new Set(seen.map(({ author }) => author)).size).toBe(1);
      expect(seen[1]!.version).toBeGreaterThan(seen[0]!.version);
    }
  });

  it("both ways: neither party hears anything, and the one who is back first hears the music", async () => {
    await hold();
    await told();
    const both = await caller.request("INVITE", ofCaller("sendonly"));
    expect(both.body).toContain("a=inactive");
    expect(pbx.media.status()[0]?.endpoints).toBe(0);
    const back = await caller.request("INVITE", ofCaller());
    expect(statusOf(back)).toBe(200);
    expect(back.body).not.toContain(`m=audio ${desk.port}`);
    const sinceMs = pbx.clock.nowMs();
    await pause(1_200);
    expect(likeness(ear.heard({ sinceMs }), MUSIC)).toBeGreaterThan(0.8);
    await resume();
  });

  it("a telephone that refuses the music stays as it is, and the resume goes through", async () => {
    await hold();
    caller.respond(await caller.received("INVITE"), 488);
    await resume();
  });

  it("a telephone that changes the session at the same moment is asked again", async () => {
    await hold();
    caller.respond(await caller.received("INVITE"), 491);
    const again = await told();
    expect(again.body).not.toContain(`m=audio ${desk.port}`);
    await resume();
  });

  it("a party who resumes at once is connected all the same", async () => {
    await hold();
    const asked = callee.request("INVITE", ofDesk());
    await told();
    const invite = await told();
    expect(invite.body).toContain(`m=audio ${desk.port}`);
    expect(statusOf(await asked)).toBe(200);
  });

  it("by UPDATE, as by re-INVITE", async () => {
    const held = await callee.request("UPDATE", ofDesk("sendonly"));
    expect(held.body).toContain("a=inactive");
    await told();
    await resume();
  });

  it("the party who hears the music may refresh the session, and hang up", async () => {
    await hold();
    await told();
    const refreshed = await caller.request("INVITE", ofCaller());
    expect(statusOf(refreshed)).toBe(200);
    expect(header(refreshed, "content-type")).toBe("application/sdp");
  });
});

function originOf({ body }: SipText): { author: string; version: number } {
  const [user, session, version, ...address] = (/^o=(.*)$/m.exec(body)?.[1] ?? "").trim().split(" ");
  return { author: [user, session, ...address].join(" "), version: Number(version) };
}
