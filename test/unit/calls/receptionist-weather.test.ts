import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import { changeSettings, openHouse, trustedTrunk, type House, type Person } from "./house.ts";
import { mediaOf } from "./mobile.ts";
import { keysSdp, sdp, type Dialog, type Phone } from "./phone.ts";

const DID = parseE164("+33170000300")!;
let house: House;
let provider: Phone;
let desk: Phone;
let alice: Person;
beforeEach(async () => {
  house = await openHouse();
  await trustedTrunk(house, ["127.0.0.1"]);
  alice = await house.person("1001", "+33170000001");
  await changeSettings(house, (draft) => {
    const keys = { "1": { kind: "user", id: alice.id } } as const;
    const extension = parseExtension("3000")!;
    const { id } = draft.addReceptionist({ name: "Main", extension, keys, dialByExtension: false });
    draft.addNumber({ number: DID, destination: { kind: "receptionist", id } });
  });
  provider = await house.phone();
  desk = await house.phone();
  house.registers(alice, desk);
});
afterEach(() => house[Symbol.asyncDispose]());

/** Has reached the receptionist. */
async function reaches(): Promise<Dialog> {
  const call = await provider.call(house.port, DID, { sdp: keysSdp(provider.port) }).answered();
  await expect.poll(() => house.log.includes("receptionist.answers")).toBe(true);
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
    await expect.poll(() => house.calls.live()).toMatchObject([{ state: "ringing" }]);
    await house.engines.mediaEngine![Symbol.asyncDispose]();
    await expect.poll(() => house.log.includes("media.lost")).toBe(true);
    const callee = ringing.answer(sdp(desk.port));
    const offer = await call.received("INVITE");
    expect(mediaOf(offer.body).port).toBe(desk.port);
    call.respond(offer, 200, keysSdp(provider.port));
    await callee.bye();
    await call.received("BYE");
    await expect.poll(() => house.calls.live()).toEqual([]);
  });

  it("a caller who is still being greeted is hung up when the media server goes", async () => {
    const call = await reaches();
    await house.engines.mediaEngine![Symbol.asyncDispose]();
    await call.received("BYE");
    await expect.poll(() => house.calls.live()).toEqual([]);
  });

  it("nobody is answered where there is no media server, and nothing is left where the signalling engine goes", async () => {
    const waits = await reaches();
    await presses(waits, "1");
    const ringing = await desk.incoming();
    ringing.ring();
    await house.restartSignalling();
    await expect.poll(() => house.calls.live()).toEqual([]);
    await house.engines.mediaEngine![Symbol.asyncDispose]();
    await expect.poll(() => house.log.includes("media.lost")).toBe(true);
    const refused = await provider.call(house.port, DID, { sdp: keysSdp(provider.port) }).refused();
    expect(refused.startLine).toContain("503");
  });
});
