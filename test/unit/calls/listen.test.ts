import { writeFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { MediaEndpoint } from "../../../src/media/media-port.ts";
import { preparePin } from "../../../src/settings/secrets.ts";
import type { MessageId } from "../../../src/vocabulary/identifiers.ts";
import { shareOf } from "../../support/audio.ts";
import type { RtpPeer } from "../../support/rtp-peer.ts";
import { toneFile } from "../../support/wav-file.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Dialog } from "../../support/dialog.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import type { SipText } from "../../support/sip-text.ts";

let pbx: Office;
let alice: Person;
let bob: Person;
let phone: Phone;
let ear: RtpPeer;
/** What was played, in order: names of prompts, or "file". */
const said: string[] = [];
/** A PBX for the tests of one block. @param speaks  every prompt is spoken to its end, or to the next key */
function inOffice({ speaks }: { readonly speaks: boolean }): void {
  beforeAll(async () => {
    pbx = await openOffice({ speaks });
    await trustedTrunk(pbx, ["127.0.0.1"]);
    alice = await pbx.person("1001", "+33170000001", 1);
    bob = await pbx.person("1002", "+33170000002", 2);
    const pin = await preparePin("4711");
    await changeSettings(pbx, (draft) => draft.change("user", alice.id, { pin }));
    const open = pbx.media.open.bind(pbx.media);
    pbx.media.open = async (...args) => listeningTo(await open(...args));
  });
  afterAll(() => pbx[Symbol.asyncDispose]());
}
beforeEach(async () => {
  phone = await pbx.phone();
  ear = await pbx.ear();
  said.length = 0;
});
afterEach(async () => {
  await ear[Symbol.asyncDispose]();
  await pbx.idle();
  for (const { id } of await pbx.mailboxes.listMessages(alice.id)) await pbx.mailboxes.remove(id);
  pbx.events.length = 0;
});

function listeningTo(endpoint: MediaEndpoint): MediaEndpoint {
  const play = endpoint.play.bind(endpoint);
  endpoint.play = (audio, options) => {
    said.push(...audio.map((each) => (each.kind === "prompt" ? `${each.language}/${each.name}` : each.kind)));
    return play(audio, options);
  };
  return endpoint;
}

const until = async (what: () => Promise<boolean> | boolean, instead = "it did not happen"): Promise<void> => {
  const deadlineMs = pbx.clock.nowMs() + 15_000;
  while (!(await what())) {
    if (pbx.clock.nowMs() > deadlineMs) throw new Error(`${instead}; said: ${said.join(" ")}`);
    await pbx.pause(10);
  }
};
/** Waits until these were said one after the other, and forgets them. */
async function hears(...names: readonly string[]): Promise<void> {
  const find = (): number => said.findIndex((_, at) => names.every((name, index) => said[at + index]?.endsWith(name)));
  await until(() => find() !== -1, `not heard: ${names.join(" ")}`);
  said.splice(0, find() + names.length);
}
async function presses(keys: string): Promise<void> {
  for (const key of keys) {
    ear.presses(key);
    await pbx.pause(260); // as long as a key takes
  }
}
async function calls(dialled: string, who: Person, device = 0): Promise<Dialog & { readonly response: SipText }> {
  const offer = sdp(ear.port, "sendrecv", "8 101") + "a=rtpmap:101 telephone-event/8000\r\n";
  const headers = [["Authorization", `Test ${who.devices[device]!.username}`]] as const;
  const from = `<sip:${who.devices[device]!.username}@127.0.0.1>`;
  const call = await phone.call(pbx.port, dialled, { sdp: offer, headers, from }).answered();
  const { body } = call.response;
  const media = { address: "127.0.0.1", port: Number(/m=audio (\d+)/.exec(body)?.[1]) };
  ear.speaks(media, "PCMA", 0);
  return call;
}
async function leave(hertz: number): Promise<MessageId> {
  const about = { tenant: pbx.tenant, user: alice.id, from: "+33612345678", caller: {} };
  const { id, path, finish } = await pbx.mailboxes.begin(about);
  await writeFile(path, toneFile(hertz, 1_500));
  await finish("hang-up");
  await pbx.pause(1_000); // the next message is a later one
  return id;
}
const DIGITS = ["3", "3", "6", "1", "2", "3", "4", "5", "6", "7", "8"].map((digit) => `/digit-${digit}`);

describe.each(["fr", "en"] as const)("from one's own phone, in %s", (language) => {
  inOffice({ speaks: true });
  beforeEach(() => changeSettings(pbx, (draft) => draft.change("user", alice.id, { language })));

  it("messages are counted, played, described, deleted, restored and saved", { timeout: 60_000 }, async () => {
    const first = await leave(700);
    const second = await leave(1_300);
    const call = await calls("*97", alice);
    await hears(`${language}/you-have`, "/digit-2", "/new-messages", "/mailbox-menu");
    await presses("1");
    await hears("/message", "/digit-1", "file");
    const sinceMs = pbx.clock.nowMs();
    await hears("/message-menu");
    expect(shareOf(700, ear.heard({ sinceMs }))).toBeGreaterThan(0.6); // the oldest first
    expect((await pbx.mailboxes.message(first))?.heard).toBe(true);
    await presses("5");
    await hears("/from", ...DIGITS, "/received-at");
    await hears("/message-menu");
    await presses("3");
    await hears("/message-deleted");
    await presses("3");
    await hears("/message-restored");
    await presses("1");
    await hears("file");
    await presses("3");
    await hears("/message-deleted");
    expect(await pbx.mailboxes.message(first)).toBeDefined(); // it could still be restored
    await presses("6");
    await hears("/message", "/digit-2", "file");
    expect(await pbx.mailboxes.message(first)).toBeUndefined();
    await presses("2");
    await hears("/message-kept", "/no-more-messages");
    await hears("/you-have", "/digit-1", "/saved-message", "/mailbox-menu");
    expect((await pbx.mailboxes.message(second))?.heard).toBe(true);
    await presses("2");
    await hears("/message", "/digit-1", "file");
    await presses("4");
    await hears("/no-more-messages");
    await presses("*");
    await hears(`${language}/goodbye`);
    await call.received("BYE");
    await pbx.idle();
    expect(pbx.events.at(-1)).toMatchObject({ kind: "call.ended", outcome: "voicemail", because: "listened" });
  });

  it("an empty mailbox says so, and one who says nothing is hung up", { timeout: 60_000 }, async () => {
    const call = await calls("*97", alice);
    await hears(`${language}/no-messages`, "/mailbox-menu");
    await presses("1");
    await hears("/no-more-messages", "/mailbox-menu");
    await presses("*");
    await hears("/goodbye");
    await call.received("BYE");
  });
});

describe("a listener", () => {
  inOffice({ speaks: false });
  it("who hangs up after deleting has deleted", { timeout: 30_000 }, async () => {
    const id = await leave(700);
    const call = await calls("*97", alice);
    await hears("/mailbox-menu");
    await presses("13");
    await hears("/message-deleted");
    await call.bye();
    await pbx.idle();
    expect(await pbx.mailboxes.message(id)).toBeUndefined();
  });

  it("records a greeting that callers hear, and returns to the standard one", { timeout: 60_000 }, async () => {
    const call = await calls("*97", alice);
    await hears("/mailbox-menu");
    await presses("31");
    await hears("/record-greeting");
    await hears("tone");
    await pbx.pause(400);
    const media = { address: "127.0.0.1", port: Number(/m=audio (\d+)/.exec(call.response.body)?.[1]) };
    ear.speaks(media, "PCMA", 900);
    await pbx.pause(2_000); // speaking
    await presses("#");
    await hears("/greeting-recorded", "/greeting-menu");
    await call.bye();
    await pbx.idle();

    const caller = phone.call(pbx.port, alice.number, { sdp: sdp(ear.port, "sendrecv", "8") });
    const answered = await caller.answered();
    const sinceMs = pbx.clock.nowMs();
    await hears("file");
    await pbx.pause(1_000); // listening
    expect(shareOf(900, ear.heard({ sinceMs }))).toBeGreaterThan(0.8);
    await answered.bye();
    await pbx.idle();

    ear.isSilent();
    const again = await calls("*97", alice);
    await hears("/mailbox-menu");
    await presses("33");
    await hears("/greeting-standard");
    await again.bye();
    await pbx.idle();
    expect(await pbx.mailboxes.greetings.pathOf(pbx.tenant, alice.id)).toBeUndefined();
  });
});

describe("from a foreign phone", () => {
  inOffice({ speaks: false });
  const wrongOnce = async (): Promise<void> => {
    await hears("/enter-pin");
    await presses("1357#");
    await hears("/wrong-pin");
  };

  it("the mailbox opens with number and PIN", { timeout: 30_000 }, async () => {
    await leave(700);
    const call = await calls("*98", bob);
    await hears("/enter-mailbox");
    await presses("1001#");
    await hears("/enter-pin");
    await presses("4711#");
    await hears("/you-have", "/digit-1", "/new-message", "/mailbox-menu");
    await call.bye();
  });

  it("an unknown mailbox sounds like a wrong PIN", { timeout: 30_000 }, async () => {
    const call = await calls("*981999", bob);
    await wrongOnce();
    await hears("/enter-pin");
    await call.bye();
  });

  it("three wrong PINs end the call; five lock the mailbox, over all calls", { timeout: 90_000 }, async () => {
    const first = await calls("*981001", bob, 0);
    for (let wrong = 1; wrong <= 3; wrong++) await wrongOnce();
    await hears("/goodbye");
    await first.received("BYE");
    await pbx.idle();
    expect(pbx.events.at(-1)).toMatchObject({ because: "wrong-pin", hungUpBy: "system" });
    expect(await pbx.mailboxes.pins.lockedUntil(alice.id)).toBeUndefined();

    const second = await calls("*981001", bob, 1);
    for (let wrong = 4; wrong <= 5; wrong++) await wrongOnce();
    expect(pbx.events.filter(({ kind }) => kind === "voicemail.locked")).toMatchObject([{ mailbox: alice.id }]);
    await hears("/enter-pin");
    await presses("4711#"); // right, but too late
    await hears("/wrong-pin");
    await second.received("BYE");
    await pbx.idle();

    const own = await calls("*97", alice);
    await hears("/mailbox-menu"); // the owner's own phone still opens it
    await own.bye();
    await pbx.idle();

    await pbx.mailboxes.pins.unlock(alice.id);
    const third = await calls("*981001", bob, 1);
    await hears("/enter-pin");
    await presses("4711#");
    await hears("/mailbox-menu");
    await third.bye();
  });
});
