import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { header, isRequest, statusOf } from "../../support/sip-text.ts";
import { callKeys } from "../../../src/redis/keys.ts";

let pbx: Office;
let alice: Person;
let desk: Phone;
let provider: Phone;

beforeEach(async () => {
  pbx = await openOffice();
  await trustedTrunk(pbx, ["127.0.0.1"]);
  alice = await pbx.person("1001", "+33170000001");
  [desk, provider] = [await pbx.phone(), await pbx.phone()];
  pbx.registers(alice, desk);
});
afterEach(async () => {
  await pbx.idle();
  await pbx.until(async () => expect(await noted()).toEqual([]));
  await pbx[Symbol.asyncDispose]();
});

/** A lost dialog is ended within this time of the engine's return. */
const ENDED_WITHIN_MS = 5_000;

const LOST = 'SIP;cause=503;text="Signalling engine lost"';

/** What is written of dialogs. */
async function noted(): Promise<string[]> {
  const notes = await pbx.settings.redis.hvals(callKeys().dialogs("this"));
  return notes.map((json) => (JSON.parse(json) as { kind: string }).kind).toSorted();
}

async function bye(phone: Phone): Promise<string> {
  const message = await phone.next("BYE", (each) => isRequest(each, "BYE"));
  return header(message, "reason");
}

// A drachtio-server isn't ours to kill here.
describe.skipIf(process.env["SIGNALLING_URL"] !== undefined)("a signalling engine that dies and comes back", () => {
  it("while two talk, hangs up both", async () => {
    const call = provider.call(pbx.port, alice.number);
    (await desk.incoming()).answer(sdp(desk.port));
    await call.answered();
    await pbx.until(async () => expect(await noted()).toEqual(["confirmed", "confirmed"]));
    await pbx.restartSignalling();
    const backAtMs = pbx.clock.nowMs();
    expect([await bye(provider), await bye(desk)]).toEqual([LOST, LOST]);
    expect(pbx.clock.nowMs() - backAtMs).toBeLessThan(ENDED_WITHIN_MS);
  });

  it("while a phone rings, takes the INVITE back and refuses the caller", async () => {
    const call = provider.call(pbx.port, alice.number);
    const ringing = await desk.incoming();
    ringing.ring();
    await call.provisional();
    await pbx.until(async () => expect(await noted()).toEqual(["called", "calling"]));
    await pbx.restartSignalling();
    const backAtMs = pbx.clock.nowMs();
    const [cancel, refusal] = await Promise.all([ringing.cancelled(), call.refused()]);
    expect(header(cancel, "reason")).toBe(LOST);
    expect([statusOf(refusal), header(refusal, "retry-after")]).toEqual([503, "1"]);
    await ringing.acked();
    expect(pbx.clock.nowMs() - backAtMs).toBeLessThan(ENDED_WITHIN_MS);
  });

  it("while the phone answered, acknowledges it and hangs up", async () => {
    desk.obeysCancel = false;
    const call = provider.call(pbx.port, alice.number);
    const ringing = await desk.incoming();
    ringing.ring();
    await call.provisional();
    await pbx.restartSignalling();
    await ringing.cancelled();
    ringing.answer(sdp(desk.port));
    await ringing.acked();
    await bye(desk);
    await call.refused();
  });

  it("ends a dialog with its own route, to where the peer moved last", async () => {
    const proxy = await pbx.phone();
    const call = provider.call(pbx.port, alice.number, {
      headers: [["Record-Route", `<sip:127.0.0.1:${proxy.port};lr>`]],
    });
    (await desk.incoming()).answer(sdp(desk.port));
    await call.answered();
    await pbx.restartSignalling();
    const message = await proxy.next("BYE", (each) => isRequest(each, "BYE"));
    expect(header(message, "route")).toBe(`<sip:127.0.0.1:${proxy.port};lr>`);
    expect(message.startLine).toBe(`BYE sip:phone@127.0.0.1:${provider.port} SIP/2.0`);
    await bye(desk);
  });
});
