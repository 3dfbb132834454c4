import { promptFile, type PromptName } from "../../src/vocabulary/prompt.ts";
import { describe, expect, it } from "vitest";
import { likeness, loudSeconds, readWav, shareOf } from "../support/audio.ts";
import { eventually } from "../support/eventually.ts";
import type { Voicemail } from "../support/api-client.ts";
import type { Offhook, Person } from "../support/offhook.ts";
import { RtpPeer } from "../support/rtp-peer.ts";
import { sdpOf } from "../support/sdp.ts";
import { OutgoingCall } from "../support/sip-call.ts";
import type { SipPeer } from "../support/sip-peer.ts";
import { audioTarget, header, statusOf } from "../support/sip-text.ts";
import { deskPhone, provider, providerPeer, telephone, theOffice } from "./office.ts";

const office = theOffice();
/** What the caller says; the tone before the recording is of another pitch. */
const CALLER_HZ = 620;
const BEEP_HZ = 1_000;
/** An answer within it came at once, and not after the answer time of 25 s. */
const SOONER_MS = 12_000;
const CALLER = "+33612345678";

// The tests of this file wait most of their time, so they run side by side: each has people of its own.

/** A caller with ear and mouth, connected to a user's voicemail. */
interface Visitor extends AsyncDisposable {
  readonly call: OutgoingCall;
  readonly ear: RtpPeer;
  /** Skips the greeting, waits for the tone, then says something for so long. */
  leaves(forMs: number): Promise<void>;
  speaks(hertz: number): void;
}

async function visits(trunk: SipPeer, person: Person, codec: "PCMA" | "PCMU" = "PCMA"): Promise<Visitor> {
  const ear = await RtpPeer.open();
  const sdp = sdpOf({ address: ear.address, port: ear.port, codecs: [codec, "EVENTS"] });
  const call = await OutgoingCall.place(trunk, { to: person.number, sdp });
  const answered = await call.answered();
  const target = audioTarget(answered.body);
  ear.speaks(target, codec, 0);
  const visitor: Visitor = {
    call,
    ear,
    speaks: (hertz) => ear.speaks(target, codec, hertz),
    async leaves(forMs) {
      await ear.hearsSomething();
      ear.presses("#");
      await ear.hears(BEEP_HZ);
      ear.speaks(target, codec, CALLER_HZ);
      await passes(forMs);
    },
    [Symbol.asyncDispose]: () => ear[Symbol.asyncDispose](),
  };
  return visitor;
}

/** Time for a caller to speak: there is nothing to wait for but time. */
function passes(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until the switch has done with this call. */
async function over({ lines }: Offhook, { callId }: OutgoingCall): Promise<void> {
  await lines.waitFor((line) => line.includes(callId) && line.includes('"call.ended"'), { what: `end of ${callId}` });
}

/** The only message of a mailbox, once it is there. */
function messageOf({ api }: Offhook, { id }: Person): Promise<Voicemail> {
  return eventually("a message", async () => {
    const messages = await api.voicemails(id);
    expect(messages).toHaveLength(1);
    return messages[0]!;
  });
}

async function recordingOf({ api }: Offhook, { id }: Voicemail): Promise<ReturnType<typeof readWav>> {
  const { type, bytes } = await api.audio(id);
  expect(type).toBe("audio/wav");
  expect(new DataView(bytes.buffer).getUint32(4, true)).toBe(bytes.length - 8); // players believe the header
  return readWav(bytes);
}

describe.concurrent("voicemail answers", () => {
  it("when no phone is answered within the user's answer time, and the phone shows a missed call", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone({}, { answerTimeSeconds: 5 });
    await using desk = await telephone(pbx, device, { scenario: "phone-rings" });
    await using caller = await provider(pbx, person.number);
    await Promise.all([caller.succeeds(), desk.succeeds()]);

    const rangMs = caller.timeOf("< 200 INVITE") - caller.timeOf("< 180");
    expect(rangMs).toBeGreaterThan(4_000);
    expect(rangMs).toBeLessThan(12_000); // a busy machine is late, but not by another answer time
    expect(desk.ladder).toEqual(["< INVITE", "> 180", "< CANCEL", "> 200 CANCEL", "> 487 INVITE", "< ACK"]);
    expect(header(desk.request("CANCEL"), "Reason")).not.toContain("elsewhere");
    expect(caller.ladder).toEqual(["> INVITE", "< 100", "< 180", "< 200 INVITE", "> ACK", "> BYE", "< 200 BYE"]);
  });

  it("at once when no phone is registered", async () => {
    const { pbx } = office;
    const [person] = await pbx.personWithPhone();
    await using caller = await provider(pbx, person.number);
    await caller.succeeds();
    expect(caller.timeOf("< 200 INVITE") - caller.timeOf("> INVITE")).toBeLessThan(SOONER_MS);
  });

  it("at once when the answer time is 0, and no phone rings", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone({}, { answerTimeSeconds: 0 });
    await using desk = await telephone(pbx, device, { scenario: "phone-rings" });
    await using caller = await provider(pbx, person.number);
    await caller.succeeds();
    expect(caller.timeOf("< 200 INVITE") - caller.timeOf("> INVITE")).toBeLessThan(SOONER_MS);
    expect(desk.ladders).toEqual([]);
  });

  it("at once when the only phone is busy", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using desk = await telephone(pbx, device, { scenario: "phone-refuses", keys: { refusal: "486 Busy Here" } });
    await using caller = await provider(pbx, person.number);
    await Promise.all([caller.succeeds(), desk.succeeds()]);
    expect(caller.timeOf("< 200 INVITE") - caller.timeOf("< 180")).toBeLessThan(SOONER_MS);
  });

  it("once, when a provider brings the same call by two ways", async () => {
    const { pbx } = office;
    const person = await pbx.person();
    await using trunk = await providerPeer(pbx);
    await using visitor = await visits(trunk, person);
    expect(statusOf(await visitor.call.comesTwice())).toBeGreaterThanOrEqual(400);
    await visitor.call.hangsUp();
    await over(pbx, visitor.call);
    expect(pbx.lines.all.filter((line) => line.includes(visitor.call.callId) && line.includes("fault"))).toEqual([]);
  });

  it("not at all where it is disabled: 480 at once when no phone is registered", async () => {
    const { pbx } = office;
    const [person] = await pbx.personWithPhone({}, { enabled: false });
    await using caller = await provider(pbx, person.number, { scenario: "trunk-is-refused", keys: { status: 480 } });
    await caller.succeeds();
    expect(caller.ladder).toEqual(["> INVITE", "< 100", "< 480 INVITE", "> ACK"]);
    expect(caller.timeOf("< 480 INVITE") - caller.timeOf("> INVITE")).toBeLessThan(SOONER_MS);
  });
});

describe.concurrent("the greeting", () => {
  it.each(["fr", "en"])(
    "speaks the user's language (%s), and a caller who hangs up then leaves nothing",
    async (language) => {
      const { pbx } = office;
      const person = await pbx.person({ language });
      await using trunk = await providerPeer(pbx);
      await using visitor = await visits(trunk, person);
      visitor.speaks(CALLER_HZ);
      await passes(2_500);
      await visitor.call.hangsUp();
      await over(pbx, visitor.call);

      const other = language === "fr" ? "en" : "fr";
      const heard = visitor.ear.heard();
      expect(likeness(heard, prompt(language, "greeting-unavailable"))).toBeGreaterThan(0.8);
      expect(likeness(heard, prompt(other, "greeting-unavailable"))).toBeLessThan(0.5);
      expect(await pbx.api.voicemails(person.id)).toEqual([]);
    },
  );

  it("tells a caller that the person is on the phone", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using desk = await telephone(pbx, device, { scenario: "phone-refuses", keys: { refusal: "486 Busy Here" } });
    await using trunk = await providerPeer(pbx);
    await using visitor = await visits(trunk, person);
    await desk.succeeds();
    await passes(1_800);
    await visitor.call.hangsUp();
    expect(likeness(visitor.ear.heard(), prompt("en", "greeting-busy"))).toBeGreaterThan(0.8);
  });
});

describe.concurrent("a message", () => {
  it.each(["PCMA", "PCMU"] as const)(
    "holds what the caller said (%s), and neither greeting nor tone",
    async (codec) => {
      const { pbx } = office;
      const person = await pbx.person();
      await using trunk = await providerPeer(pbx);
      await using visitor = await visits(trunk, person, codec);
      const startedMs = Date.now();
      await visitor.leaves(2_500);
      await visitor.call.hangsUp();

      const message = await messageOf(pbx, person);
      const tookSeconds = (Date.now() - startedMs) / 1_000; // from the greeting on, and until the caller's audio is taken no more
      expect(message).toMatchObject({ from: CALLER, heard: false });
      expect(message.durationSeconds).toBeGreaterThanOrEqual(1);
      // A busy machine hears the tone up to a second late; the greeting alone is longer than that.
      expect(message.durationSeconds).toBeLessThanOrEqual(Math.ceil(tookSeconds) + 1);
      expect(Math.abs(Date.now() - Date.parse(message.receivedAt))).toBeLessThan(30_000);
      const recording = await recordingOf(pbx, message);
      expect(shareOf(CALLER_HZ, recording)).toBeGreaterThan(0.8);
      expect(shareOf(BEEP_HZ, recording)).toBeLessThan(0.05);
      expect(likeness(recording, prompt("en", "leave-message"))).toBeLessThan(0.5);
      expect(loudSeconds(recording)).toBeGreaterThan(0.8);
      expect(loudSeconds(recording)).toBeLessThan(tookSeconds);
    },
  );

  it("ends with #, is there before the caller is released, and is confirmed", async () => {
    const { pbx } = office;
    const person = await pbx.person();
    await using trunk = await providerPeer(pbx);
    await using visitor = await visits(trunk, person);
    await visitor.leaves(2_500);
    visitor.ear.presses("#");
    const pressedMs = Date.now();
    const released = visitor.call.hungUp(10_000);
    const message = await messageOf(pbx, person);
    await released;

    const heard = visitor.ear.heard({ sinceMs: pressedMs });
    expect(likeness(heard, prompt("en", "message-saved"))).toBeGreaterThan(0.8);
    expect(loudSeconds(await recordingOf(pbx, message))).toBeLessThan(4.5);
    expect(visitor.call.ladder.slice(-2)).toEqual(["< BYE", "> 200 BYE"]);
  });

  it("ends after ten seconds of whether the caller's phone sends silence or nothing", async () => {
    const { pbx } = office;
    const quiet = await pbx.person();
    const mute = await pbx.person();
    await using trunk = await providerPeer(pbx);
    await using quietVisitor = await visits(trunk, quiet);
    await using muteVisitor = await visits(trunk, mute);
    const silentUntilItEndsMs = async (visitor: Visitor, fallSilent: () => void): Promise<number> => {
      await visitor.leaves(2_500);
      const fellSilentMs = Date.now();
      fallSilent();
      await visitor.call.hungUp(16_000);
      return Date.now() - fellSilentMs;
    };
    const tookMs = await Promise.all([
      silentUntilItEndsMs(quietVisitor, () => quietVisitor.speaks(0)),
      silentUntilItEndsMs(muteVisitor, () => muteVisitor.ear.isSilent()),
    ]);
    expect(Math.min(...tookMs)).toBeGreaterThan(9_000);
    for (const person of [quiet, mute]) {
      const recording = await recordingOf(pbx, await messageOf(pbx, person));
      expect(loudSeconds(recording)).toBeGreaterThan(0.8);
      expect(loudSeconds(recording)).toBeLessThan(4.5);
    }
  });

  it("is none when the caller says nothing after the tone", async () => {
    const { pbx } = office;
    const person = await pbx.person();
    await using trunk = await providerPeer(pbx);
    await using visitor = await visits(trunk, person);
    await visitor.leaves(0);
    await visitor.call.hangsUp();
    await over(pbx, visitor.call);
    expect(await pbx.api.voicemails(person.id)).toEqual([]);
  });

  it.each([
    ["narrowband", "PCMA", 8_000, 440],
    ["wideband, at 16 kHz, with what narrowband has no room for", "G722/16000", 16_000, 6_000],
    ["wideband of Opus", "opus/48000/2", 16_000, 2_000],
  ] as const)("comes from a colleague's desk phone too, in %s", async (_, codecs, rate, hears) => {
    const { pbx } = office;
    const [colleague, device] = await pbx.personWithPhone();
    const person = await pbx.person();
    await using desk = await deskPhone(pbx, device, { hears, codecs });
    await desk.dial(person.extension);
    await desk.tells("CALL_ESTABLISHED");
    await passes(1_500); // listening
    await desk.presses("#");
    await passes(4_500); // speaking
    await desk.hangsUp();

    const message = await messageOf(pbx, person);
    expect(message.from).toBe(colleague.extension);
    const recording = await recordingOf(pbx, message);
    expect(recording.rate).toBe(rate);
    expect(shareOf(hears, recording)).toBeGreaterThan(0.8);
    expect(loudSeconds(desk.heard())).toBeGreaterThan(0.5); // the greeting
  });
});

function prompt(language: string, name: PromptName): ReturnType<typeof readWav> {
  return readWav(new URL(`../../config/prompts/${language}/${promptFile(name)}`, import.meta.url).pathname);
}
