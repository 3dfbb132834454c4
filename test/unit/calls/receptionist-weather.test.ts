import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import { mediaOf } from "../../support/mobile.ts";
import type { Dialog } from "../../support/dialog.ts";
import type { Phone } from "../../support/phone.ts";
import { keysSdp, sdp } from "../../support/sdp.ts";

const DID = parseE164("+33170000300")!;
let pbx: Office;
let provider: Phone;
let desk: Phone;
let alice: Person;
beforeEach(async () => {
  pbx = await openOffice();
  await trustedTrunk(pbx, ["127.0.0.1"]);
  alice = await pbx.person("1001", "+33170000001");
  await changeSettings(pbx, (draft) => {
    const keys = { "1": { kind: "user", id: alice.id } } as const;
    const extension = parseExtension("3000")!;
    const { id } = draft.add("receptionist", { name: "Main", extension, keys, dialByExtension: false });
    draft.add("number", { number: DID, destination: { kind: "receptionist", id } });
  });
  provider = await pbx.phone();
  desk = await pbx.phone();
  pbx.registers(alice, desk);
});
afterEach(() => pbx[Symbol.asyncDispose]());

/** Has reached the receptionist. */
async function reaches(): Promise<Dialog> {
  const call = await provider.call(pbx.port, DID, { sdp: keysSdp(provider.port) }).answered();
  await pbx.until(() => expect(pbx.log.includes("receptionist.answers")).toBe(true));
  return call;
}
const presses = (call: Dialog, key: string) =>
  call.request("INFO", `Signal=${key}\r\nDuration=160\r\n`, [["Content-Type", "application/dtmf-relay"]]);

// Real servers are not ours to kill.
describe.skipIf(process.env["SIGNALLING_URL"] !== undefined)("in bad weather", () => {
  it("a caller for whom it rings is joined with the callee although the media server is gone", async () => {
    const call = await reaches();
    await presses(call, "1");
    const ringing = await desk.incoming();
    ringing.ring();
    await pbx.until(() => expect(pbx.calls.live()).toMatchObject([{ state: "ringing" }]));
    await pbx.engines.mediaEngine![Symbol.asyncDispose]();
    await pbx.until(() => expect(pbx.log.includes("media.lost")).toBe(true));
    const callee = ringing.answer(sdp(desk.port));
    const offer = await call.received("INVITE");
    expect(mediaOf(offer.body).port).toBe(desk.port);
    call.respond(offer, 200, keysSdp(provider.port));
    await callee.bye();
    await call.received("BYE");
    await pbx.until(() => expect(pbx.calls.live()).toEqual([]));
  });

  it("a caller who is still being greeted is hung up when the media server goes", async () => {
    const call = await reaches();
    await pbx.engines.mediaEngine![Symbol.asyncDispose]();
    await call.received("BYE");
    await pbx.until(() => expect(pbx.calls.live()).toEqual([]));
  });

  it("no caller is answered where there is no media server, and nothing is left where the signalling engine goes", async () => {
    const waits = await reaches();
    await presses(waits, "1");
    const ringing = await desk.incoming();
    ringing.ring();
    await pbx.restartSignalling();
    await pbx.until(() => expect(pbx.calls.live()).toEqual([]));
    await pbx.engines.mediaEngine![Symbol.asyncDispose]();
    await pbx.until(() => expect(pbx.log.includes("media.lost")).toBe(true));
    const refused = await provider.call(pbx.port, DID, { sdp: keysSdp(provider.port) }).refused();
    expect(refused.startLine).toContain("503");
  });
});
