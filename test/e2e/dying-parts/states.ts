import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { shareOf, readWav } from "../../support/audio.ts";
import type { SerialQueue } from "../../../src/runtime/keyed-queue.ts";
import type { Scope } from "../../../src/runtime/scope.ts";
import { eventually } from "../../support/eventually.ts";
import type { Offhook, Person } from "../../support/offhook.ts";
import { RtpPeer } from "../../support/rtp-peer.ts";
import { sdpOf } from "../../support/sdp.ts";
import { IncomingCall, OutgoingCall } from "../../support/sip-call.ts";
import type { SipPeer } from "../../support/sip-peer.ts";
import { audioTarget } from "../../support/sip-text.ts";
import { peerPhone, providerPeer } from "../office.ts";
import { SDP, forwards, providerAt, sdpAt } from "../outside.ts";
import { waits, type MailTrouble } from "./mail.ts";
import { processesOf } from "./part.ts";
import { Side } from "./side.ts";

export type State = "ringing" | "press 1" | "talking" | "held" | "message" | "conference" | "transferring";

/** A call in a state, with what its parties see of it. */
export interface CallInState {
  readonly sides: readonly Side[];
  /** Shows that it goes on: what is due happens, and its end reaches all. */
  readonly goesOn: () => Promise<void>;
  /** Shows that what was said is kept, where it ends early. */
  readonly kept?: () => Promise<void>;
}

/** The system under test, and where its provider takes calls. */
export interface System {
  readonly pbx: Offhook;
  readonly trunkPort: number;
  /** What takes much of the machine is done in turn. */
  readonly lane: SerialQueue;
  /** What its mail server is; undefined: it has none. */
  readonly mail?: MailTrouble;
}

const MOBILE = "+33612340000";
/** No test takes longer. */
const LONGEST_MS = 230_000;
/** 8,000 samples of 16 bits. */
const WAV_BYTES_A_SECOND = 16_000;

type Open = (system: System, scope: Scope) => Promise<CallInState>;

/** How each state is reached. */
export const OPENS: Readonly<Record<State, Open>> = {
  ringing: async ({ pbx }, scope) => {
    const { call, trunk, desk, ringing } = await rings(pbx, scope);
    return {
      sides: [new Side("the caller", trunk, call), new Side("the phone that rings", desk, ringing)],
      goesOn: async () => {
        await ringing.answers(SDP);
        await call.answered();
        await hangUp(call, ringing);
      },
    };
  },
  "press 1": async ({ pbx, trunkPort }, scope) => {
    const outside = scope.own(await providerAt(pbx, trunkPort));
    const ear = scope.own(await RtpPeer.open());
    const person = await personWith(pbx, { answerTimeSeconds: 120 });
    await forwards(pbx, person, { enabled: true, number: MOBILE, ringDevices: false, requireKeyPress: true });
    await inStep(pbx);
    const trunk = scope.own(await providerPeer(pbx));
    const call = await OutgoingCall.place(trunk, { to: person.number, sdp: SDP });
    const mobile = await IncomingCall.at(outside);
    await mobile.answers(sdpAt(ear));
    ear.speaks(audioTarget(mobile.invite.body), "PCMA", 0);
    await ear.hearsSomething();
    return {
      sides: [new Side("the caller", trunk, call), new Side("the mobile", outside, mobile)],
      goesOn: async () => {
        const from = outside.steps.all.length;
        ear.presses("1");
        const offer = await outside.receivesRequest("INVITE", { callId: mobile.callId, from });
        outside.respond(offer, 200, "OK", { body: sdpAt(ear), contact: outside.contact("callee") });
        await call.answered();
        await hangUp(call, mobile);
      },
    };
  },
  talking: async ({ pbx }, scope) => {
    const { call, trunk, desk, ringing } = await talks(pbx, scope);
    return {
      sides: [new Side("the caller", trunk, call), new Side("the callee", desk, ringing)],
      goesOn: () => hangUp(call, ringing),
    };
  },
  held: async ({ pbx }, scope) => {
    const ear = scope.own(await RtpPeer.open());
    const { call, trunk, desk, ringing } = await talks(pbx, scope, sdpAt(ear));
    const from = trunk.steps.all.length;
    const held = call.isReinvited(sdpAt(ear), from);
    await ringing.reinvites(sdpOf({ address: "127.0.0.1", port: 40_000, direction: "sendonly", version: 2 }));
    ear.speaks(audioTarget((await held).body), "PCMA", 0);
    await ear.hearsSomething();
    return {
      sides: [new Side("the caller", trunk, call), new Side("the callee", desk, ringing)],
      goesOn: async () => {
        const from = trunk.steps.all.length;
        const resumed = call.isReinvited(sdpAt(ear), from);
        await ringing.reinvites(sdpOf({ address: "127.0.0.1", port: 40_000, version: 3 }));
        await resumed;
        await hangUp(call, ringing);
      },
    };
  },
  message: async (system, scope) => {
    const { pbx } = system;
    const person = await personWith(pbx, { emailNotification: true });
    await inStep(pbx);
    const { call, trunk, ear } = await speaks(pbx, scope, person.number);
    ear.presses("#");
    await ear.hears(1_000); // the tone
    await hasWritten(pbx, person.id, 2);
    return {
      sides: [new Side("the caller", trunk, call)],
      goesOn: async () => {
        await call.hangsUp();
        await isKept(system, person.id);
      },
      kept: () => isKept(system, person.id),
    };
  },
  conference: async ({ pbx }, scope) => {
    const number = await conference(pbx);
    const [one, two] = [await speaks(pbx, scope, number), await speaks(pbx, scope, number, 1_300)];
    await one.ear.hears(1_300);
    return {
      sides: [new Side("the first", one.trunk, one.call), new Side("the second", two.trunk, two.call)],
      goesOn: async () => {
        await Promise.all([one.ear.hears(1_300, { sinceMs: Date.now() }), two.ear.hears(620, { sinceMs: Date.now() })]);
        await one.call.hangsUp();
        await two.call.hangsUp();
      },
    };
  },
  transferring: async ({ pbx }, scope) => {
    // A call keeps the settings that it began with: the colleague is there before.
    const [colleague, second] = await personAtPhone(pbx, scope);
    const { call, trunk, desk, ringing } = await talks(pbx, scope);
    // The caller hears ringing, again where the media engine is another one, and then the colleague.
    const reinvited = call.takesReinvites(SDP, LONGEST_MS);
    await ringing.refers(`sip:${colleague.extension}@${pbx.sip}`);
    const target = await IncomingCall.at(second);
    target.rings();
    await reinvited.waitFor(() => true);
    return {
      sides: [
        new Side("the caller", trunk, call),
        new Side("the transferor", desk, ringing),
        new Side("the colleague", second, target),
      ],
      goesOn: async () => {
        const from = reinvited.all.length;
        const joined = reinvited.waitFor(() => true, { from });
        const left = ringing.hungUp();
        await target.answers(SDP);
        await Promise.all([joined, left]);
        await hangUp(call, target);
      },
    };
  },
};

async function rings(pbx: Offhook, scope: Scope, sdp = SDP) {
  const [person, desk] = await personAtPhone(pbx, scope);
  const trunk = scope.own(await providerPeer(pbx));
  const call = await OutgoingCall.place(trunk, { to: person.number, sdp });
  const ringing = await IncomingCall.at(desk);
  ringing.rings();
  await call.rings();
  return { call, trunk, desk, ringing };
}

/** A person whose phone rings for long, and that phone. */
async function personAtPhone(pbx: Offhook, scope: Scope): Promise<readonly [Person, SipPeer]> {
  const person = await personWith(pbx, { answerTimeSeconds: 120 });
  const device = await pbx.api.addDevice(person.id);
  await inStep(pbx);
  const phone = await eventually("registration", () => peerPhone(pbx, device, { takes: "NOTIFY" }));
  return [person, scope.own(phone)];
}

async function personWith(pbx: Offhook, voicemail: Record<string, unknown>): Promise<Person> {
  const person = await pbx.person();
  await pbx.api.patchVoicemail(person.id, voicemail);
  return person;
}

/** Each application process goes by all changes that have been made: a call may be any process's. */
async function inStep(pbx: Offhook): Promise<void> {
  let newest: number | undefined;
  await eventually("processes in step", async () => {
    const all = await pbx.api.metrics();
    const sequences = [...all].filter(([name]) => name.startsWith("offhook_settings_sequence")).map(([, last]) => last);
    expect(sequences).toHaveLength(processesOf(pbx));
    newest ??= Math.max(...sequences);
    expect(Math.min(...sequences)).toBeGreaterThanOrEqual(newest);
  });
}

async function talks(pbx: Offhook, scope: Scope, sdp = SDP) {
  const parties = await rings(pbx, scope, sdp);
  await parties.ringing.answers(SDP);
  await parties.call.answered();
  return parties;
}

/** A caller with sound, at something of the PBX's own. */
async function speaks(pbx: Offhook, scope: Scope, to: string, hertz = 620) {
  const trunk: SipPeer = scope.own(await providerPeer(pbx));
  const ear = scope.own(await RtpPeer.open());
  const call = await OutgoingCall.place(trunk, { to, sdp: sdpAt(ear) });
  ear.speaks(audioTarget((await call.answered()).body), "PCMA", hertz);
  await ear.hearsSomething();
  return { call, trunk, ear };
}

let conferences = 0;
async function conference(pbx: Offhook): Promise<string> {
  const { api } = pbx;
  const extension = String(6001 + conferences++);
  const number = `+3317000${extension}`;
  const { id } = await api.do<{ id: string }>("POST", "/conferences", { name: `conference ${extension}`, extension });
  await api.addNumber(number, { kind: "conference", id });
  await inStep(pbx);
  return number;
}

async function hangUp(call: OutgoingCall, callee: IncomingCall): Promise<void> {
  const ended = callee.hungUp();
  await call.hangsUp();
  await ended;
}

/** So many seconds of what the caller says are on the disk: the media engine writes a second at a time. */
async function hasWritten({ dataDir }: Offhook, person: string, seconds: number): Promise<void> {
  const media = join(dataDir, "media");
  await eventually("the recording", async () => {
    const files = (await readdir(media, { recursive: true })).filter((name) => name.endsWith(".recording.wav"));
    const [file] = files.filter((name) => name.includes(person));
    expect(file).toBeDefined();
    expect((await stat(join(media, file!))).size).toBeGreaterThan(seconds * WAV_BYTES_A_SECOND);
  });
}

/** What the caller said is in the mailbox, and its e-mail waits for a mail server. */
async function isKept({ pbx: { api }, mail }: System, person: string): Promise<void> {
  const message = await eventually("the message", async () => {
    const [first] = await api.voicemails(person);
    expect(first).toBeDefined();
    if (mail !== undefined) expect(first).toMatchObject({ delivery: waits(mail) });
    return first!;
  });
  const recording = readWav((await api.audio(message.id)).bytes);
  expect(shareOf(620, recording)).toBeGreaterThan(0.8);
  // The media engine writes a second at a time: what it has not written goes with it.
  expect(recording.samples.length / recording.rate).toBeGreaterThanOrEqual(1);
}
