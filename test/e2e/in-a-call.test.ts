import { describe, expect, it } from "vitest";
import { loudSeconds, shareOf, type Sound } from "../support/audio.ts";
import type { Softphone } from "../support/baresip.ts";
import { rung } from "../support/ladder.ts";
import { OutgoingCall } from "../support/sip-call.ts";
import { RtpPeer } from "../support/rtp-peer.ts";
import { sdpOf } from "../support/sdp.ts";
import { audioTarget } from "../support/sip-text.ts";
import { deskPhone, peerPhone, providerPeer, secretOf, silence, theOffice } from "./office.ts";

const office = theOffice();

/** baresip names what it records by the second: when the codec changes within it, the second file is lost. */
const ANOTHER_SECOND_MS = 1_100;

/** Lets sound flow: there is nothing to wait for but time. */
function listen(ms = 1_200): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe("music on hold", () => {
  it("is heard by the party who is put on hold, and the other one again afterwards", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using desk = await deskPhone(pbx, device, { hears: 440, answer: "auto" });
    // Not baresip: its recordings end when its direction changes.
    await using trunk = await providerPeer(pbx);
    await using ear = await RtpPeer.open();
    const sdp = sdpOf({ ...at(ear), codecs: ["PCMA"] });
    const call = await OutgoingCall.place(trunk, { to: person.number, sdp });
    ear.speaks(audioTarget((await call.answered()).body), "PCMA", 700);
    await desk.tells("CALL_ESTABLISHED");
    await ear.hears(440);
    const beforeHold = trunk.steps.all.length;
    await desk.holds();
    const held = await call.isReinvited(sdp, beforeHold);
    expect(held.body).toMatch(/^a=sendonly\r$/m);
    await listen(2_000);
    const music = ear.heardLast(1_500);
    expect(loudSeconds(music)).toBeGreaterThan(0.8);
    expect(shareOf(440, music)).toBeLessThan(0.3);
    const beforeResume = trunk.steps.all.length;
    await desk.resumes();
    await call.isReinvited(sdp, beforeResume);
    await ear.hears(440, { sinceMs: Date.now() });
    await desk.hangsUp();
    await call.hungUp();
    await silence(pbx);
    // That it is the very piece is proved with an ear that loses nothing, in test/unit/calls/hold-music.
  });
});

describe("a transfer", () => {
  it("by a desk phone joins the caller and a colleague, who hear each other", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    const [, first] = await pbx.personWithPhone();
    const [colleague, second] = await pbx.personWithPhone();
    await using desk = await deskPhone(pbx, device, { hears: 440, answer: "auto" });
    await using caller = await deskPhone(pbx, first, { hears: 700 });
    await using other = await deskPhone(pbx, second, { hears: 900, answer: "auto", codecs: "PCMU,PCMA" });
    await caller.dial(person.extension);
    await Promise.all([desk.tells("CALL_ESTABLISHED"), caller.tells("CALL_ESTABLISHED")]);
    await listen(ANOTHER_SECOND_MS);
    await desk.command("transfer", `sip:${colleague.extension}@${pbx.sip}`);
    await Promise.all([other.tells("CALL_ESTABLISHED"), desk.tells("CALL_CLOSED")]);
    await listen();
    await caller.hangsUp();
    await other.tells("CALL_CLOSED");
    await silence(pbx);

    expect(notifies(desk).at(-1)).toContain("SIP/2.0 200");
    expect(shareOf(900, lastSecond(caller, 0.8))).toBeGreaterThan(0.8);
    expect(shareOf(700, lastSecond(other, 0.8))).toBeGreaterThan(0.8);
  });

  it("that was announced to the colleague before joins the two, and ends both calls of the transferor", async () => {
    const { pbx } = office;
    const [, device] = await pbx.personWithPhone();
    const [person, first] = await pbx.personWithPhone();
    const [colleague, second] = await pbx.personWithPhone();
    await using desk = await peerPhone(pbx, device);
    await using one = await deskPhone(pbx, first, { hears: 700, answer: "auto" });
    await using other = await deskPhone(pbx, second, { hears: 900, answer: "auto" });
    await using ear = await RtpPeer.open();
    const place = (to: string): Promise<OutgoingCall> =>
      OutgoingCall.place(desk, { to, sdp: sdpOf({ ...at(ear), codecs: ["PCMA"] }), secret: secretOf(device) });
    const asked = await place(person.extension);
    await asked.answered();
    const consulting = await place(colleague.extension);
    await consulting.answered();
    await asked.refers(`sip:${colleague.extension}@${pbx.sip}?Replaces=${encodeURIComponent(consulting.replaces)}`);
    await Promise.all([asked.hungUp(), consulting.hungUp()]);
    await listen();
    await one.hangsUp();
    await other.tells("CALL_CLOSED");
    await silence(pbx);

    expect(shareOf(900, lastSecond(one, 0.8))).toBeGreaterThan(0.8);
    expect(shareOf(700, lastSecond(other, 0.8))).toBeGreaterThan(0.8);
  });

  it("to a mailbox rings no phone: the caller hears its greeting", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    const [boxed] = await pbx.personWithPhone();
    await using desk = await deskPhone(pbx, device, { hears: 440, answer: "auto" });
    await using trunk = await providerPeer(pbx);
    await using ear = await RtpPeer.open();
    const call = await OutgoingCall.place(trunk, { to: person.number, sdp: sdpOf({ ...at(ear), codecs: ["PCMA"] }) });
    ear.speaks(audioTarget((await call.answered()).body), "PCMA", 0);
    const from = trunk.steps.all.length;
    await desk.command("transfer", `sip:*99${boxed.extension}@${pbx.sip}`);
    await call.isReinvited(sdpOf({ ...at(ear), codecs: ["PCMA"] }), from);
    await desk.tells("CALL_CLOSED");
    await listen(2_500);
    expect(shareOf(440, ear.heard({ sinceMs: Date.now() - 2_000 }))).toBeLessThan(0.2);
    await call.hangsUp();
    await silence(pbx);
  });
});

/** What the transferor was told. */
function notifies({ steps }: Softphone): string[] {
  return steps.all.filter((step) => rung(step) === "< NOTIFY").map(({ message }) => message.body);
}

/** What came to its ear in the end, without the very last moments. */
function lastSecond(phone: Softphone, seconds: number): Sound {
  const { samples, rate } = phone.heard();
  const end = samples.length - Math.round(rate * 0.1);
  return { rate, samples: samples.subarray(Math.max(0, end - Math.round(rate * seconds)), end) };
}

function at({ address, port }: RtpPeer): { address: string; port: number } {
  return { address, port };
}
