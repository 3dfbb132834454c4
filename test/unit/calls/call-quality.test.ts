import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseE164, type E164 } from "../../../src/vocabulary/e164.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import type { MediaQuality } from "../../../src/events/event.ts";
import type { RtpPeer } from "../../support/rtp-peer.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import { keysSdp, mediaOf } from "../../support/mobile.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { recordOf } from "./record-of.ts";

const ROOM = parseE164("+33170000042")!;
const MENU = parseE164("+33170000300")!;
const TALK_MS = 900;
/** Of the packets that a telephone sends meanwhile, on a machine that is busy with other things. */
const MOST_OF_THEM = 25;
/** What only the embedded media server counts like this. */
const OURS = process.env["MEDIA_URL"] === undefined;

let pbx: Office;
let alice: Person;
let provider: Phone;
let ear: RtpPeer;
beforeAll(async () => {
  pbx = await openOffice({ speaks: true });
  await trustedTrunk(pbx, ["127.0.0.1"]);
  alice = await pbx.person("1001", "+33170000001");
  await changeSettings(pbx, (draft) => {
    const room = draft.add("conference", { name: "Board", extension: parseExtension("8000")! }).id;
    draft.add("number", { number: ROOM, destination: { kind: "conference", id: room } });
    const menu = draft.add("receptionist", {
      ...{ name: "Main", extension: parseExtension("3000")! },
      keys: { "1": { kind: "user", id: alice.id } },
    }).id;
    draft.add("number", { number: MENU, destination: { kind: "receptionist", id: menu } });
  });
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
});

/** An outside caller calls this number and talks into it for a while. */
async function talksTo(number: E164) {
  const call = await provider.call(pbx.port, number, { sdp: keysSdp(ear.port) }).answered();
  ear.speaks(mediaOf(call.response.body), "PCMA", 700);
  await pbx.pause(TALK_MS);
  return call;
}

async function qualityOfTheCall(): Promise<readonly MediaQuality[]> {
  await pbx.idle();
  return recordOf(pbx.events).media ?? [];
}

describe("the record of a call to the PBX itself", () => {
  it.each([
    ["a mailbox", () => alice.number],
    ["a conference", () => ROOM],
    ["a receptionist", () => MENU],
  ])("says how well %s heard its caller", async (_, number) => {
    const call = await talksTo(number());
    await call.bye();
    const [heard, ...more] = await qualityOfTheCall();
    expect(more).toEqual([]);
    expect(heard).toMatchObject({ by: "media-server", ...(OURS ? { packetsLost: 0 } : {}) });
    expect(heard?.packetsReceived).toBeGreaterThan(MOST_OF_THEM);
    expect(heard?.packetsSent).toBeGreaterThan(MOST_OF_THEM / 2);
    expect(heard?.mos).toBeGreaterThan(4);
    if (OURS) expect(heard?.jitterMs).toBeLessThan(20);
  });

  it.runIf(OURS)("says how many packets were lost on the way, and how bad that sounded", async () => {
    ear.loses(5);
    const call = await talksTo(alice.number);
    await call.bye();
    const [heard] = await qualityOfTheCall();
    const { packetsLost = 0, packetsReceived = 0, mos } = heard ?? {};
    expect(packetsLost / (packetsLost + packetsReceived)).toBeCloseTo(1 / 5, 1);
    expect(mos).toBeLessThan(3);
  });
});

describe("the record of a caller who is gone without a word", () => {
  it("says that they were let go for their silence", async () => {
    await changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { mediaTimeoutSeconds: 10 }));
    const call = await talksTo(ROOM);
    ear.isSilent();
    await call.received("BYE");
    await pbx.idle();
    expect(recordOf(pbx.events)).toMatchObject({ because: "media-timeout", hungUpBy: "system", outcome: "answered" });
  });
});

describe("the record of a call that was put through", () => {
  it("says how the receptionist heard its caller, and not what was never counted since", async () => {
    const desk = await pbx.phone();
    pbx.registers(alice, desk);
    const call = await talksTo(MENU);
    ear.presses("1");
    const ringing = await desk.incoming();
    const callee = ringing.answer(sdp(desk.port));
    const joining = await call.received("INVITE");
    call.respond(joining, 200, keysSdp(ear.port));
    await call.received("ACK");
    await call.bye();
    await callee.received("BYE");
    const heard = await qualityOfTheCall();
    expect(heard).toMatchObject([{ by: "media-server" }]);
  });
});
