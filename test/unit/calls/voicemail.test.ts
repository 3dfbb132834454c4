import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readWav, shareOf } from "../../support/audio.ts";
import type { RtpPeer } from "../../support/rtp-peer.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Phone } from "../../support/phone.ts";
import { keysSdp, sdp } from "../../support/sdp.ts";
import { header, statusOf } from "../../support/sip-text.ts";

let pbx: Office;
let alice: Person;
let provider: Phone;
let ear: RtpPeer;
beforeAll(async () => {
  pbx = await openOffice({ speaks: true });
  await trustedTrunk(pbx, ["127.0.0.1"]);
  alice = await pbx.person("1001", "+33170000001", 2);
});
afterAll(() => pbx[Symbol.asyncDispose]());
beforeEach(async () => {
  provider = await pbx.phone();
  ear = await pbx.ear();
  pbx.events.length = 0;
});
afterEach(async () => {
  await ear[Symbol.asyncDispose]();
  pbx.unregisterAll();
  await pbx.idle();
  for (const { id } of await pbx.mailboxes.listMessages(alice.id)) await pbx.mailboxes.remove(id);
});

/** Where the mailbox listens. */
function mediaOf(body: string): { address: string; port: number } {
  return { address: /c=IN IP4 (\S+)/.exec(body)?.[1] ?? "", port: Number(/m=audio (\d+)/.exec(body)?.[1] ?? 0) };
}
const callMailbox = () => provider.call(pbx.port, alice.number, { sdp: keysSdp(ear.port) });
const until = async (what: () => Promise<boolean> | boolean): Promise<void> => {
  const deadlineMs = pbx.clock.nowMs() + 10_000;
  while (!(await what())) {
    if (pbx.clock.nowMs() > deadlineMs) throw new Error("it did not happen");
    await pbx.pause(20);
  }
};
describe("a caller without an answer", () => {
  it("reaches the mailbox at once where no phone is registered, and leaves a message by hanging up", async () => {
    const caller = await callMailbox().answered();
    ear.speaks(mediaOf(caller.response.body), "PCMA", 700);
    await until(() => ear.packets.length > 20); // the greeting
    expect(pbx.calls.live()[0]?.state).toBe("voicemail");
    ear.presses("#"); // skips it
    await pbx.pause(2_500); // speaking
    await caller.bye();
    await pbx.idle();

    const [message] = await pbx.mailboxes.listMessages(alice.id);
    expect(message).toMatchObject({ from: "+33612345678", heard: false });
    const audio = await pbx.mailboxes.audioOf(message!.id);
    const sound = readWav(readFileSync(audio!.path));
    expect(sound.rate).toBe(8_000);
    expect(sound.samples.length / sound.rate).toBeGreaterThan(1);
    expect(shareOf(700, sound)).toBeGreaterThan(0.8); // the caller and nothing else
    expect(pbx.events.map(({ kind }) => kind)).toContain("voicemail.left");
    expect(pbx.events.at(-1)).toMatchObject({ kind: "call.ended", outcome: "voicemail", because: "left" });
  });

  it("who says nothing leaves no message, and one who falls silent none of that silence, unless the company keeps it", async () => {
    const before = (await pbx.mailboxes.listMessages(alice.id)).length;
    const visit = async (saysForMs: number): Promise<void> => {
      const caller = await callMailbox().answered();
      const media = mediaOf(caller.response.body);
      ear.speaks(media, "PCMA", saysForMs === 0 ? 0 : 700);
      const heard = ear.packets.length;
      await until(() => ear.packets.length > heard + 20); // the greeting
      ear.presses("#");
      await pbx.pause(500 + saysForMs);
      ear.speaks(media, "PCMA", 0);
      await pbx.pause(5_000);
      await caller.bye();
      await pbx.idle();
    };
    await visit(0);
    expect(pbx.events.at(-1)).toMatchObject({ kind: "call.ended", because: "nothing-said" });
    await visit(2_500);
    const messages = await pbx.mailboxes.listMessages(alice.id);
    expect(messages).toHaveLength(before + 1);
    const lengths = await Promise.all(
      messages.map(async ({ id }) => {
        const { samples, rate } = readWav(readFileSync((await pbx.mailboxes.audioOf(id))!.path));
        return samples.length / rate;
      }),
    );
    expect(Math.max(...lengths)).toBeLessThan(4.5); // not the five seconds of silence behind it
    await changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { discardSilence: false }));
    await visit(0);
    expect(await pbx.mailboxes.listMessages(alice.id)).toHaveLength(before + 2);
    await changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { discardSilence: true }));
  });

  it("reaches the mailbox when the ring time is up, and the phones show a missed call", async () => {
    const desk = await pbx.phone();
    pbx.registers(alice, desk);
    const call = callMailbox();
    const ringing = await desk.incoming();
    ringing.ring();
    const cancel = await ringing.cancelled();
    expect(header(cancel, "reason")).toBe("");
    const caller = await call.answered();
    await caller.bye();
    await pbx.idle();
    expect(await pbx.mailboxes.listMessages(alice.id)).toEqual([]);
    expect(pbx.events.at(-1)).toMatchObject({ outcome: "voicemail", because: "nothing-said", hungUpBy: "caller" });
  });

  it("reaches the mailbox when all phones are busy or gone", async () => {
    const [busy, gone] = [await pbx.phone(), await pbx.phone()];
    pbx.registers(alice, busy, 0);
    pbx.registers(alice, gone, 1);
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
    await pbx.pause(2_500);
    ear.presses("#");
    await caller.received("BYE");
    await pbx.idle();
    expect(await pbx.mailboxes.listMessages(alice.id)).toHaveLength(1);
    expect(pbx.events.at(-1)).toMatchObject({ outcome: "voicemail", hungUpBy: "system" });
  });

  it("without an offer gets the mailbox's", async () => {
    const call = provider.call(pbx.port, alice.number, { sdp: "" });
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

  it("with unknown codecs is told so", async () => {
    const call = provider.call(pbx.port, alice.number, { sdp: sdp(ear.port, "sendrecv", "120") });
    expect(statusOf(await call.refused())).toBe(488);
  });

  it("hears 480 where there is no mailbox", async () => {
    await changeSettings(pbx, (draft) => draft.change("user", alice.id, { voicemail: { enabled: false } }));
    expect(statusOf(await callMailbox().refused())).toBe(480);
    await changeSettings(pbx, (draft) => draft.change("user", alice.id, { voicemail: { enabled: true } }));
  });

  it("is told that the mailbox is full", async () => {
    const hasRoom = pbx.mailboxes.hasRoom.bind(pbx.mailboxes);
    pbx.mailboxes.hasRoom = () => Promise.resolve(false);
    const caller = await callMailbox().answered();
    await until(() => ear.packets.length > 20);
    await caller.bye();
    pbx.mailboxes.hasRoom = hasRoom;
    await pbx.idle();
    expect(pbx.events.at(-1)).toMatchObject({ outcome: "voicemail", because: "mailbox-full" });
  });
});
