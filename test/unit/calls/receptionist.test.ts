import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { NewReceptionist } from "../../../src/settings/kinds/receptionist.ts";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import type { ConferenceId, ReceptionistId, RingGroupId } from "../../../src/vocabulary/identifiers.ts";
import type { RtpPeer } from "../../support/rtp-peer.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import { mediaOf } from "../../support/mobile.ts";
import type { Dialog } from "../../support/dialog.ts";
import type { IncomingInvite } from "../../support/incoming-invite.ts";
import type { Phone } from "../../support/phone.ts";
import { keysSdp, sdp } from "../../support/sdp.ts";
import { callReceptionist, visitsIn, type CallsOptions, type ReceptionistCaller } from "./receptionist-caller.ts";
import { recordOf } from "./record-of.ts";
import { header } from "../../support/sip-text.ts";

const DID = parseE164("+33170000300")!;
const RINGING_HERTZ = 440;

let pbx: Office;
let provider: Phone;
let desk: Phone;
let alice: Person;
let bob: Person;
let main: ReceptionistId;
let other: ReceptionistId;
let group: RingGroupId;
let room: ConferenceId;
let logged = 0;
const ears: RtpPeer[] = [];

beforeAll(async () => {
  pbx = await openOffice();
  await trustedTrunk(pbx, ["127.0.0.1"]);
  alice = await pbx.person("1001", "+33170000001");
  bob = await pbx.person("1002", "+33170000002");
  await changeSettings(pbx, (draft) => {
    const extension = (digits: string) => parseExtension(digits)!;
    draft.change("user", bob.id, { voicemail: { enabled: false }, name: "Bob Müller" });
    draft.change("user", alice.id, { name: "Alice Martin" });
    group = draft.add("ring-group", { name: "Sales", extension: extension("2000"), members: [alice.id, bob.id] }).id;
    room = draft.add("conference", { name: "Board", extension: extension("8000") }).id;
    main = draft.add("receptionist", { name: "Main", extension: extension("3000") }).id;
    other = draft.add("receptionist", { name: "Other", extension: extension("3001") }).id;
    draft.add("number", { number: DID, destination: { kind: "receptionist", id: main } });
  });
});
afterAll(() => pbx[Symbol.asyncDispose]());
beforeEach(async () => {
  provider = await pbx.phone();
  desk = await pbx.phone();
  pbx.unregisterAll();
  pbx.registers(alice, desk);
  pbx.events.length = 0;
  logged = pbx.log.length;
});
afterEach(async () => {
  for (const ear of ears.splice(0)) await ear[Symbol.asyncDispose]();
  await pbx.idle();
});

async function ear(): Promise<RtpPeer> {
  const opened = await pbx.ear();
  ears.push(opened);
  return opened;
}

/** An outside caller reaches the receptionist. */
async function calls(options: Partial<CallsOptions> = {}): Promise<ReceptionistCaller> {
  return await callReceptionist(pbx, provider, { dialled: DID, ear: await ear(), ...options });
}

function visits(): number {
  return visitsIn(pbx.log.slice(logged));
}

/** The menu from which keys can be pressed as soon as the call is answered: it says nothing where time flies. */
function menuIs(patch: Partial<NewReceptionist>, id: ReceptionistId = main): Promise<unknown> {
  const none = { keys: {}, dialByExtension: false, tries: 3, waitSeconds: 30, closedNow: null };
  const nowhere = { whenClosed: null, onNoInput: null, onBadInput: null };
  return changeSettings(pbx, (draft) => draft.change("receptionist", id, { ...none, ...nowhere, ...patch }));
}

const ended = (): unknown[] =>
  pbx.events.flatMap((event) =>
    event.kind === "call.ended" ? [{ outcome: event.outcome, because: event.because }] : [],
  );

describe("a caller at the receptionist", () => {
  it.each([
    [undefined, 20_000],
    [60, 30_000],
  ])("who presses nothing goes where no input leads (set: %s s) within %i ms", async (noInputSeconds, withinMs) => {
    const set = noInputSeconds === undefined ? {} : { noInputSeconds };
    await menuIs({ tries: 5, waitSeconds: 6, onNoInput: { kind: "user", id: alice.id }, ...set });
    const sinceMs = pbx.clock.nowMs();
    const caller = await calls();
    const ringing = await desk.incoming();
    expect(pbx.clock.nowMs() - sinceMs).toBeLessThanOrEqual(withinMs + 1_000);
    expect(pbx.clock.nowMs() - sinceMs).toBeGreaterThan(withinMs - 9_000);
    ringing.ring();
    await caller.call.bye();
    await ringing.cancelled();
  });

  it("presses a key, hears the country's ringing tone, and then the callee, whose media comes straight", async () => {
    await menuIs({ keys: { "1": { kind: "user", id: alice.id } } });
    const caller = await calls();
    caller.presses("1");
    const ringing = await desk.incoming();
    expect(mediaOf(ringing.invite.body).port).toBe(caller.ear.port);
    ringing.ring();
    await caller.ear.hears(RINGING_HERTZ);
    const callee = await ear();
    const dialog = ringing.answer(keysSdp(callee.port));
    const offered = await caller.joins();
    expect(mediaOf(offered).port).toBe(callee.port);
    callee.speaks({ address: "127.0.0.1", port: mediaOf(ringing.invite.body).port }, "PCMA", 1_300);
    await caller.ear.hears(1_300, { sinceMs: pbx.clock.nowMs() });
    await dialog.bye();
    await caller.call.received("BYE");
    await pbx.idle();
    expect(ended()).toEqual([{ outcome: "answered", because: undefined }]);
    const answers = pbx.events.flatMap((event) => (event.kind === "call.answered" ? [event.by] : []));
    expect(answers).toMatchObject([{}, { user: alice.id }]);
  });

  it("presses it by INFO, and has made no offer in the INVITE", async () => {
    await menuIs({ keys: { "2": { kind: "user", id: alice.id } } });
    const caller = await calls({ late: true });
    await caller.pressesByInfo("2");
    const callee = await picksUp(await desk.incoming());
    expect(mediaOf(await caller.joins()).port).toBe(callee.ear.port);
    await caller.call.bye();
    await callee.dialog.received("BYE");
  });

  it("dials an extension although a single key does something else", async () => {
    await menuIs({ dialByExtension: true, keys: { "1": { kind: "mailbox", id: alice.id } } });
    const caller = await calls();
    for (const key of "1001") await caller.pressesByInfo(key);
    const ringing = await desk.incoming();
    const callee = await picksUp(ringing);
    await caller.joins();
    await caller.call.bye();
    await callee.dialog.received("BYE");
  });

  it("leaves a message where the key leads to a mailbox, and hangs up", async () => {
    await menuIs({ keys: { "1": { kind: "mailbox", id: alice.id } } });
    const caller = await calls();
    await caller.pressesByInfo("1");
    await pbx.until(() => expect(pbx.calls.live()).toMatchObject([{ state: "voicemail" }]));
    await caller.call.bye();
    await pbx.idle();
    expect(ended()).toMatchObject([{ outcome: "voicemail" }]);
  });

  it("gets the mailbox of the user who doesn't answer, counted from the ringing", async () => {
    await menuIs({ keys: { "1": { kind: "user", id: alice.id } } });
    const caller = await calls();
    await caller.pressesByInfo("1");
    const ringing = await desk.incoming();
    ringing.ring();
    await ringing.cancelled();
    await pbx.until(() => expect(pbx.calls.live()).toMatchObject([{ state: "voicemail" }]));
    await caller.call.bye();
  });

  it("is back at the receptionist, once, where no phone can be reached, and then is told goodbye", async () => {
    await menuIs({ keys: { "1": { kind: "user", id: bob.id }, "2": { kind: "user", id: alice.id } } });
    const caller = await calls();
    await caller.pressesByInfo("1"); // no phone is registered, and there is no mailbox
    await pbx.until(() => expect(visits()).toBe(2));
    await caller.pressesByInfo("1");
    await caller.call.received("BYE");
    await pbx.idle();
    expect(ended()).toMatchObject([{ outcome: "no-answer", because: "no-device-registered" }]);
  });

  it("rings a group, whose last refusal brings the caller back to choose another", async () => {
    await menuIs({ keys: { "1": { kind: "ring-group", id: group }, "2": { kind: "conference", id: room } } });
    const caller = await calls();
    await caller.pressesByInfo("1");
    const ringing = await desk.incoming();
    ringing.refuse(486);
    await ringing.acked();
    await pbx.until(() => expect(visits()).toBe(2));
    await caller.pressesByInfo("2");
    await caller.joins(); // the conference's media server
    await caller.call.bye();
    await pbx.idle();
    expect(ended()).toMatchObject([{ outcome: "answered", because: "conference-left" }]);
  });

  it("is sent from one receptionist to the other, but not round for ever", async () => {
    await menuIs({ tries: 1, waitSeconds: 2, onNoInput: { kind: "receptionist", id: other } });
    await menuIs({ tries: 1, waitSeconds: 2, onNoInput: { kind: "receptionist", id: main } }, other);
    const caller = await calls();
    await caller.call.received("BYE");
    await pbx.idle();
    expect(visits()).toBe(10);
    expect(ended()).toMatchObject([{ outcome: "rejected", because: "receptionists-in-a-circle" }]);
  });

  it("goes where it is closed, whatever would be open", async () => {
    await menuIs({ closedNow: { until: null }, whenClosed: { kind: "user", id: alice.id } });
    const caller = await calls();
    const callee = await picksUp(await desk.incoming());
    await caller.joins();
    await caller.call.bye();
    await callee.dialog.received("BYE");
    await pbx.idle();
    const hours = recordOf(pbx.events).decisions?.filter(({ rule }) => rule === "opening-hours");
    expect(hours).toMatchObject([{ input: { receptionist: main }, result: "closed (by-hand)" }]);
    const [trunk] = pbx.settings.snapshot.trunks(pbx.tenant);
    const question = { tenant: pbx.tenant, to: DID, atMs: 0, by: "trunk", trunk: trunk!, caller: null } as const;
    const { decisions } = await pbx.calls.explain(question);
    expect(decisions.at(-1)).toMatchObject({ rule: "opening-hours", result: "closed (by-hand)" });
  });

  it("is let go after so many silences, and after so many wrong keys, each where its branch leads", async () => {
    await menuIs({ tries: 2, waitSeconds: 2, onBadInput: { kind: "mailbox", id: alice.id } });
    const silent = await calls();
    await silent.call.received("BYE");
    await pbx.idle();
    const wrong = await calls();
    await wrong.pressesByInfo("7");
    await pbx.pause(3_000); // the first mistake is over
    await wrong.pressesByInfo("8");
    await pbx.until(() => expect(pbx.calls.live()).toMatchObject([{ state: "voicemail" }]));
    await wrong.call.bye();
    await pbx.idle();
    expect(ended()).toMatchObject([{ because: "receptionist-no-input" }, { outcome: "voicemail" }]);
  });

  it("spells a name and is read the extension", async () => {
    await menuIs({ keys: { "9": { kind: "dial-by-name" } } });
    const caller = await calls();
    for (const key of "9627#1") await caller.pressesByInfo(key); // m-a-r, hash, yes
    const callee = await picksUp(await desk.incoming());
    await caller.joins();
    await caller.call.bye();
    await callee.dialog.received("BYE");
  });

  it("presses a key on a line that knows tones only", async () => {
    await menuIs({ keys: { "1": { kind: "mailbox", id: alice.id } } });
    const caller = await calls({ tonesOnly: true });
    caller.ear.playsKey("1");
    await pbx.until(() => expect(pbx.calls.live()).toMatchObject([{ state: "voicemail" }]));
    await caller.call.bye();
  });

  it("reaches a number outside within the company's limits, and is back where they refuse it", async () => {
    const [trunk] = pbx.settings.snapshot.trunks(pbx.tenant);
    await changeSettings(pbx, (draft) => draft.change("trunk", trunk!.id, { port: provider.port }));
    const outside = (number: string) => ({ kind: "outside", number: parseE164(number)! }) as const;
    await menuIs({ keys: { "1": outside("+33612345699"), "2": outside("+12025550123") } });
    const caller = await calls();
    await caller.pressesByInfo("2"); // a country that this company doesn't call
    await pbx.until(() => expect(visits()).toBe(2));
    await caller.pressesByInfo("1");
    const callee = await picksUp(await provider.incoming());
    await caller.joins();
    await callee.dialog.bye();
    await caller.call.received("BYE");
    await changeSettings(pbx, (draft) => draft.change("trunk", trunk!.id, { port: 5060 }));
  });

  it("is met by a forward to the receptionist, and by her extension from within", async () => {
    await menuIs({ keys: { "1": { kind: "mailbox", id: alice.id } } });
    const forwarding = { enabled: true, number: parseExtension("3000")!, ringDevices: false };
    await changeSettings(pbx, (draft) => draft.change("user", bob.id, { forwarding }));
    const forwarded = await calls({ dialled: bob.number });
    await forwarded.call.bye();
    await changeSettings(pbx, (draft) => draft.change("user", bob.id, { forwarding: { enabled: false } }));
    await pbx.idle();
    expect(ended()).toMatchObject([{ because: "receptionist-left" }]);
  });
});

describe("behind the receptionist", () => {
  it("a caller who refuses the callee's media is told so, and nothing is left", async () => {
    await menuIs({ keys: { "1": { kind: "user", id: alice.id } } });
    const caller = await calls();
    await caller.pressesByInfo("1");
    const ringing = await desk.incoming();
    ringing.ring();
    const dialog = ringing.answer(sdp(desk.port));
    const offer = await caller.call.received("INVITE");
    caller.call.respond(offer, 488);
    await dialog.received("BYE");
    await caller.call.received("BYE");
    await pbx.idle();
    expect(ended()).toMatchObject([{ outcome: "failed", because: "answer-failed" }]);
  });

  it("a caller who hangs up while it rings stops the phones", async () => {
    await menuIs({ keys: { "1": { kind: "user", id: alice.id } } });
    const caller = await calls();
    await caller.pressesByInfo("1");
    const ringing = await desk.incoming();
    ringing.ring();
    await caller.call.bye('SIP;cause=200;text="enough"');
    expect(header(await ringing.cancelled(), "reason")).toContain("enough");
    await pbx.idle();
    expect(ended()).toMatchObject([{ outcome: "cancelled" }]);
  });

  it("a caller who hangs up while being joined leaves no callee behind", async () => {
    await menuIs({ keys: { "1": { kind: "user", id: alice.id } } });
    const caller = await calls();
    await caller.pressesByInfo("1");
    const ringing = await desk.incoming();
    const dialog = ringing.answer(sdp(desk.port));
    const offer = await caller.call.received("INVITE");
    await caller.call.bye();
    caller.call.respond(offer, 487);
    await dialog.received("BYE");
  });

  it("a caller who hangs up in the greeting has left", async () => {
    await menuIs({});
    const caller = await calls();
    await caller.call.bye();
    await pbx.idle();
    expect(ended()).toMatchObject([{ outcome: "answered", because: "receptionist-left" }]);
  });

  it("the system ends a call whose caller chooses, and one whose phones ring", async () => {
    await menuIs({ keys: { "1": { kind: "user", id: alice.id } } });
    const chooses = await calls();
    const [first] = pbx.calls.live();
    pbx.calls.hangUp(first!.id);
    await chooses.call.received("BYE");
    await pbx.idle();
    const waits = await calls();
    await waits.pressesByInfo("1");
    const ringing = await desk.incoming();
    ringing.ring();
    pbx.calls.hangUp(pbx.calls.live()[0]!.id);
    await ringing.cancelled();
    await waits.call.received("BYE");
  });

  it("a caller on hold meanwhile is taken off it by the callee's media", async () => {
    await menuIs({ keys: { "1": { kind: "user", id: alice.id } } });
    const caller = await calls();
    await caller.pressesByInfo("1");
    const ringing = await desk.incoming();
    ringing.ring();
    const held = await caller.call.request("INVITE", sdp(caller.ear.port, "sendonly", "8 101"), SDP);
    expect(held.startLine).toContain("200");
    const callee = await picksUp(ringing);
    await caller.joins();
    await caller.call.bye();
    await callee.dialog.received("BYE");
  });
});

describe("a caller who moves", () => {
  it("while it rings is found by the callee where they are now", async () => {
    await menuIs({ keys: { "1": { kind: "user", id: alice.id } } });
    const caller = await calls();
    await caller.pressesByInfo("1");
    const ringing = await desk.incoming();
    ringing.ring();
    const elsewhere = await ear();
    expect((await caller.call.request("INVITE", keysSdp(elsewhere.port), SDP)).startLine).toContain("200");
    const callee = await picksUp(ringing);
    const offer = await caller.call.received("INVITE");
    caller.call.respond(offer, 200, keysSdp(elsewhere.port));
    const moved = await callee.dialog.received("INVITE");
    expect(mediaOf(moved.body).port).toBe(elsewhere.port);
    callee.dialog.respond(moved, 200, keysSdp(callee.ear.port));
    await caller.call.bye();
    await callee.dialog.received("BYE");
  });
});

const SDP = [["Content-Type", "application/sdp"]] as const;

/** The desk phone picks up, with an ear of its own. */
async function picksUp(ringing: IncomingInvite): Promise<{ readonly ear: RtpPeer; readonly dialog: Dialog }> {
  const own = await ear();
  ringing.ring();
  return { ear: own, dialog: ringing.answer(keysSdp(own.port)) };
}
