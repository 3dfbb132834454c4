import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readWav, shareOf } from "../../support/audio.ts";
import { RtpPeer } from "../../support/rtp-peer.ts";
import { changeSettings, openHouse, trustedTrunk, type House, type Person } from "./house.ts";
import { keysSdp, sdp, type Phone } from "./phone.ts";
import { statusOf } from "./sip-text.ts";

let house: House;
let alice: Person;
let provider: Phone;
let ear: RtpPeer;
beforeAll(async () => {
  house = await openHouse({ speed: 1 });
  await trustedTrunk(house, ["127.0.0.1"]);
  alice = await house.person("1001", "+33170000001", 2);
});
afterAll(() => house[Symbol.asyncDispose]());
beforeEach(async () => {
  provider = await house.phone();
  ear = await RtpPeer.open();
  house.events.length = 0;
});
afterEach(async () => {
  await ear[Symbol.asyncDispose]();
  house.unregisterAll();
  await house.idle();
  for (const { id } of await house.mailboxes.listMessages(alice.id)) await house.mailboxes.remove(id);
});

/** Where the mailbox listens. */
function mediaOf(body: string): { address: string; port: number } {
  return { address: /c=IN IP4 (\S+)/.exec(body)?.[1] ?? "", port: Number(/m=audio (\d+)/.exec(body)?.[1] ?? 0) };
}
const callMailbox = () => provider.call(house.port, alice.number, { sdp: keysSdp(ear.port) });
const until = async (what: () => Promise<boolean> | boolean): Promise<void> => {
  const deadline = AbortSignal.timeout(10_000);
  while (!(await what())) {
    if (deadline.aborted) throw new Error("it did not happen");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
describe("a caller whom nobody answers", () => {
  it("reaches the mailbox at once where no phone is registered, and leaves a message by hanging up", async () => {
    const caller = await callMailbox().answered();
    ear.speaks(mediaOf(caller.response.body), "PCMA", 700);
    await until(() => ear.packets.length > 20); // the greeting
    expect(house.calls.live()[0]?.state).toBe("voicemail");
    ear.presses("#"); // skips it
    await new Promise((resolve) => setTimeout(resolve, 2_500)); // speaking
    await caller.bye();
    await house.idle();

    const [message] = await house.mailboxes.listMessages(alice.id);
    expect(message).toMatchObject({ from: "+33612345678", heard: false });
    const audio = await house.mailboxes.audioOf(message!.id);
    const sound = readWav(readFileSync(audio!.path));
    expect(sound.rate).toBe(8_000);
    expect(sound.samples.length / sound.rate).toBeGreaterThan(1);
    expect(shareOf(700, sound)).toBeGreaterThan(0.8); // the caller and nothing else
    expect(house.events.map(({ kind }) => kind)).toContain("voicemail.left");
    expect(house.events.at(-1)).toMatchObject({ kind: "call.ended", outcome: "voicemail", because: "left" });
  });

  it("reaches the mailbox when the ring time is up, and the phones show a missed call", async () => {
    const desk = await house.phone();
    house.registers(alice, desk);
    const call = callMailbox();
    const ringing = await desk.incoming();
    ringing.ring();
    const cancel = await ringing.cancelled();
    expect(cancel.headers.get("reason")).toBeUndefined();
    const caller = await call.answered();
    await caller.bye();
    await house.idle();
    expect(await house.mailboxes.listMessages(alice.id)).toEqual([]);
    expect(house.events.at(-1)).toMatchObject({ outcome: "voicemail", because: "nothing-said", hungUpBy: "caller" });
  });

  it("reaches the mailbox when all phones are busy or gone", async () => {
    const [busy, gone] = [await house.phone(), await house.phone()];
    house.registers(alice, busy, 0);
    house.registers(alice, gone, 1);
    const call = callMailbox();
    const [one, silent] = await Promise.all([busy.incoming(), gone.incoming()]);
    one.refuse(486); // and the other says nothing
    const caller = await call.answered();
    await caller.bye();
    silent.ring(); // back again: only now can the CANCEL reach it (RFC 3261 §9.1)
    await silent.cancelled();
  });

  it("ends the message with the hash key and is told goodbye by a BYE", async () => {
    const caller = await callMailbox().answered();
    ear.speaks(mediaOf(caller.response.body), "PCMA", 700);
    ear.presses("#");
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    ear.presses("#");
    await caller.received("BYE");
    await house.idle();
    expect(await house.mailboxes.listMessages(alice.id)).toHaveLength(1);
    expect(house.events.at(-1)).toMatchObject({ outcome: "voicemail", hungUpBy: "system" });
  });

  it("without an offer gets the mailbox's", async () => {
    const call = provider.call(house.port, alice.number, { sdp: "" });
    const caller = await call.answered(keysSdp(ear.port));
    expect(mediaOf(caller.response.body).port).toBeGreaterThan(0);
    await until(() => ear.packets.length > 10); // the greeting comes to where the ACK said
    await caller.bye();
  });

  it("may put the mailbox on hold", async () => {
    const caller = await callMailbox().answered();
    const held = await caller.request("INVITE", sdp(ear.port, "sendonly", "8 101"));
    expect(statusOf(held)).toBe(200);
    expect(held.body).toContain("m=audio");
    await caller.bye();
  });

  it("with codecs that nobody here speaks is told so", async () => {
    const call = provider.call(house.port, alice.number, { sdp: sdp(ear.port, "sendrecv", "120") });
    expect(statusOf(await call.refused())).toBe(488);
  });

  it("hears 480 where there is no mailbox", async () => {
    await changeSettings(house, (draft) => draft.changeUser(alice.id, { voicemail: { enabled: false } }));
    expect(statusOf(await callMailbox().refused())).toBe(480);
    await changeSettings(house, (draft) => draft.changeUser(alice.id, { voicemail: { enabled: true } }));
  });

  it("is told that the mailbox is full", async () => {
    const hasRoom = house.mailboxes.hasRoom.bind(house.mailboxes);
    house.mailboxes.hasRoom = () => Promise.resolve(false);
    const caller = await callMailbox().answered();
    await until(() => ear.packets.length > 20);
    await caller.bye();
    house.mailboxes.hasRoom = hasRoom;
    await house.idle();
    expect(house.events.at(-1)).toMatchObject({ outcome: "voicemail", because: "mailbox-full" });
  });
});
