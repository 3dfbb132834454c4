import { readFile, writeFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { MediaEndpoint } from "../../../src/media/media-port.ts";
import { preparePin } from "../../../src/settings/secrets.ts";
import type { SharedMailboxRecord } from "../../../src/settings/kinds/shared-mailbox.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import type { MailboxId, MessageId } from "../../../src/vocabulary/identifiers.ts";
import { readWav, shareOf } from "../../support/audio.ts";
import type { RtpPeer } from "../../support/rtp-peer.ts";
import { toneFile } from "../../support/wav-file.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Dialog } from "../../support/dialog.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { dialledBy, recordOf } from "./record-of.ts";
import type { SipText } from "../../support/sip-text.ts";

let pbx: Office;
let alice: Person;
let bob: Person;
let sales: SharedMailboxRecord;
let phone: Phone;
let ear: RtpPeer;
/** What was played, in order: names of prompts, or "file". */
const said: string[] = [];

beforeAll(async () => {
  pbx = await openOffice();
  await trustedTrunk(pbx, ["127.0.0.1"]);
  alice = await pbx.person("1001", "+33170000001", 1);
  bob = await pbx.person("1002", "+33170000002", 1);
  const pin = await preparePin("2580");
  await changeSettings(pbx, (draft) => {
    sales = draft.add("shared-mailbox", {
      name: "Sales",
      extension: parseExtension("600")!,
      members: [alice.id],
      pin: pin,
    });
  });
  const open = pbx.media.open.bind(pbx.media);
  pbx.media.open = async (...args) => listeningTo(await open(...args));
});
afterAll(() => pbx[Symbol.asyncDispose]());
beforeEach(async () => {
  phone = await pbx.phone();
  ear = await pbx.ear();
  said.length = 0;
});
afterEach(async () => {
  await ear[Symbol.asyncDispose]();
  await pbx.idle();
  for (const box of [alice.id, bob.id, sales.id] as MailboxId[])
    for (const { id } of await pbx.mailboxes.listMessages(box)) await pbx.mailboxes.remove(id);
  pbx.unregisterAll();
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
async function until(what: () => Promise<boolean> | boolean, instead = "it did not happen"): Promise<void> {
  const deadlineMs = pbx.clock.nowMs() + 150_000;
  while (!(await what())) {
    if (pbx.clock.nowMs() > deadlineMs) throw new Error(`${instead}; said: ${said.join(" ")}`);
    await pbx.pause(10);
  }
}
/** Waits until these were said one after the other, and forgets them. */
async function hears(...names: readonly string[]): Promise<void> {
  const find = (): number => said.findIndex((_, at) => names.every((name, index) => said[at + index]?.endsWith(name)));
  await until(() => find() !== -1, `not heard: ${names.join(" ")}`);
  said.splice(0, find() + names.length);
}
const takes = (ms: number): Promise<void> => pbx.pause(ms);
async function presses(keys: string): Promise<void> {
  for (const key of keys) {
    ear.presses(key);
    await takes(260); // as long as a key takes
  }
}
const keysSdp = (): string => sdp(ear.port, "sendrecv", "8 101") + "a=rtpmap:101 telephone-event/8000\r\n";
async function calls(dialled: string, who: Person): Promise<Dialog & { readonly response: SipText }> {
  const { username } = who.devices[0]!;
  const headers = [["Authorization", `Test ${username}`]] as const;
  const call = await phone
    .call(pbx.port, dialled, { sdp: keysSdp(), headers, from: `<sip:${username}@127.0.0.1>` })
    .answered();
  ear.speaks(mediaOf(call.response), "PCMA", 0);
  return call;
}
const mediaOf = ({ body }: SipText) => ({ address: "127.0.0.1", port: Number(/m=audio (\d+)/.exec(body)?.[1]) });
async function leave(user: MailboxId, from = "+33612345678"): Promise<MessageId> {
  const { id, path, finish } = await pbx.mailboxes.begin({ tenant: pbx.tenant, user, from, caller: {} });
  await writeFile(path, toneFile(700, 1_500));
  await finish("hang-up");
  return id;
}
const messagesOf = (box: MailboxId) => pbx.mailboxes.listMessages(box);

describe("a message is sent to a colleague by phone", { timeout: 40_000 }, () => {
  it("as it is", async () => {
    await leave(alice.id);
    const call = await calls("*97", alice);
    await hears("/mailbox-menu");
    await presses("1");
    await hears("/message-menu");
    await presses("7");
    await hears("/enter-colleague");
    await presses("1002#");
    await hears("/forward-choice");
    await presses("#");
    await hears("/message-forwarded", "/message-menu");
    await call.bye();
    expect(await messagesOf(bob.id)).toMatchObject([
      { forwardedBy: "1001", from: "+33612345678", heard: false, durationSeconds: 2 },
    ]);
    expect(await messagesOf(alice.id)).toHaveLength(1);
  });

  it("with an introduction before it", async () => {
    await leave(alice.id);
    const call = await calls("*97", alice);
    await hears("/mailbox-menu");
    await presses("1");
    await hears("/message-menu");
    await presses("7");
    await hears("/enter-colleague");
    await presses("1002#");
    await hears("/forward-choice");
    await presses("1");
    await hears("/record-introduction");
    await hears("tone");
    await takes(400);
    ear.speaks(mediaOf(call.response), "PCMA", 1_300);
    await takes(2_500);
    await presses("#");
    await hears("/message-forwarded");
    await call.bye();
    const [copy] = await messagesOf(bob.id);
    expect(copy!.durationSeconds).toBeGreaterThanOrEqual(4);
    const audio = await pbx.mailboxes.audioOf(copy!.id);
    const { samples, rate } = readWav(await readFile(audio!.path));
    expect(shareOf(1_300, { samples: samples.slice(0, rate), rate })).toBeGreaterThan(0.6);
    expect(shareOf(700, { samples: samples.slice(-rate), rate })).toBeGreaterThan(0.6);
  });

  it("but not without a colleague's extension, and not once it is given up", async () => {
    await leave(alice.id);
    const call = await calls("*97", alice);
    await hears("/mailbox-menu");
    await presses("1");
    await hears("/message-menu");
    await presses("7");
    await hears("/enter-colleague");
    await presses("1999#");
    await hears("/no-such-colleague", "/message-menu");
    await presses("7");
    await hears("/enter-colleague");
    await presses("1002#");
    await hears("/forward-choice");
    await presses("*");
    await hears("/message-not-forwarded");
    await call.bye();
    expect(await messagesOf(bob.id)).toEqual([]);
  });
});

describe("a shared mailbox", { timeout: 40_000 }, () => {
  it("takes messages at its extension", async () => {
    const call = await calls("600", bob);
    await hears("/greeting-unavailable");
    await presses("#");
    await hears("tone");
    ear.speaks(mediaOf(call.response), "PCMA", 700);
    await takes(2_500);
    await call.bye();
    await pbx.idle();
    expect(await messagesOf(sales.id)).toMatchObject([{ from: "1002" }]);
  });

  it("is the next one after their own for who shares it, and says what is new in it", async () => {
    const id = await leave(sales.id);
    const call = await calls("*97", alice);
    await hears("/mailbox", "/digit-1", "/digit-0", "/digit-0", "/digit-1", "/no-messages");
    await hears("/in-mailbox", "/digit-6", "/digit-0", "/digit-0", "/digit-1", "/new-message");
    await hears("/mailbox-menu-next");
    await presses("5");
    await hears("/mailbox", "/digit-6");
    await presses("1");
    await hears("file");
    await hears("/message-menu");
    await call.bye();
    await pbx.idle();
    expect(await pbx.mailboxes.message(id)).toMatchObject({ heard: true });
  });

  it("opens elsewhere with its number and PIN, and not to those who don't share it", async () => {
    await leave(sales.id);
    const own = await calls("*97", bob);
    await hears("/no-messages");
    await presses("5");
    await hears("/no-messages"); // the same words again: there is no other
    await own.bye();
    const call = await calls("*98600", bob);
    await hears("/enter-pin");
    await presses("2580#");
    await hears("/you-have", "/digit-1", "/new-message");
    await call.bye();
  });
});

describe("who listens at their own phone", { timeout: 40_000 }, () => {
  it("changes their PIN, which the journal tells as theirs; a bad one is refused", async () => {
    const call = await calls("*97", alice);
    await hears("/mailbox-menu-pin");
    for (const [once, again, outcome] of [
      ["1234", "1234", "pin-refused"],
      ["73911", "73912", "pin-different"],
      ["73911", "73911", "pin-changed"],
    ] as const) {
      await presses("4");
      await hears("/enter-new-pin");
      await presses(`${once}#`);
      await hears("/enter-new-pin-again");
      await presses(`${again}#`);
      await hears(`/${outcome}`);
    }
    await call.bye();
    const [last] = (await pbx.settings.audit(pbx.tenant)).items;
    expect(last).toMatchObject({
      actor: { kind: "user", id: alice.id },
      changes: [{ kind: "user", fields: [{ field: "/pinHash", to: "(secret)" }] }],
    });
    const foreign = await calls("*981001", bob);
    await hears("/enter-pin");
    await presses("73911#");
    await hears("/mailbox-menu");
    await presses("4"); // not at a foreign phone
    await hears("/mailbox-menu");
    await foreign.bye();
  });

  it("calls back who left a message, where that is switched on", async () => {
    pbx.registers(bob, phone);
    await leave(alice.id, "1002");
    const refused = await calls("*97", alice);
    await hears("/mailbox-menu");
    await presses("1");
    await hears("/message-menu");
    await presses("8");
    await hears("/message-menu");
    await refused.bye();
    await changeSettings(pbx, (draft) => draft.change("user", alice.id, { voicemail: { callBack: true } }));
    const call = await calls("*97", alice);
    await hears("/mailbox-menu");
    await presses("2");
    await hears("/message-menu-call-back");
    await presses("8");
    await hears("/calling-back");
    const ringing = await phone.incoming();
    ringing.ring();
    const talk = ringing.answer(sdp(ear.port, "sendrecv", "8"));
    const offer = await call.received("INVITE"); // brings Bob's media
    call.respond(offer, 200, keysSdp());
    await until(() => pbx.events.some((event) => event.kind === "call.answered" && typeof event.by === "object"));
    await call.bye();
    await talk.received("BYE");
    await pbx.idle();
    const record = recordOf(pbx.events);
    expect(record.decisions).toContainEqual(dialledBy(alice, "*97"));
    expect(record.decisions).toContainEqual(dialledBy(alice, "1002"));
    expect(record.answeredBy).toMatchObject({ user: bob.id });
  });
});
