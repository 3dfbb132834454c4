import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Dialog } from "../../support/dialog.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { header, statusOf } from "../../support/sip-text.ts";

let pbx: Office;
let alice: Person;
let desk: Phone;
let carrier: Phone;
let elsewhere: Phone;
beforeAll(async () => {
  pbx = await openOffice();
  await trustedTrunk(pbx, ["127.0.0.1", "127.0.0.77"]);
  alice = await pbx.person("1001", "+33170000001");
});
afterAll(() => pbx[Symbol.asyncDispose]());
beforeEach(async () => {
  [desk, carrier, elsewhere] = [await pbx.phone(), await pbx.phone(), await pbx.phone("127.0.0.66")];
  pbx.registers(alice, desk);
});
afterEach(async () => {
  pbx.unregisterAll();
  await pbx.idle();
});

async function talking(): Promise<{ deskSide: Dialog; carrierSide: Dialog }> {
  const call = carrier.call(pbx.port, alice.number);
  const deskSide = (await desk.incoming()).answer(sdp(desk.port));
  return { deskSide, carrierSide: await call.answered() };
}

describe("a call", () => {
  it("isn't ended by a stranger who has overheard its tags, and its own people end it as ever", async () => {
    const { deskSide, carrierSide } = await talking();
    expect(statusOf(await carrierSide.on(elsewhere).bye())).toBe(481);
    expect(statusOf(await deskSide.on(elsewhere).bye())).toBe(401);
    expect(statusOf(await deskSide.on(elsewhere).request("UPDATE"))).toBe(401);
    expect(statusOf(await deskSide.bye())).toBe(200);
    await carrierSide.received("BYE");
  });

  it("goes on with a phone that has gone to another network, once it has shown its password", async () => {
    const { deskSide, carrierSide } = await talking();
    carrier.takesChanges = true;
    const moved = deskSide.on(elsewhere);
    expect(statusOf(await moved.request("INVITE", sdp(elsewhere.port)))).toBe(401);
    const password = ["Authorization", `Test ${alice.devices[0]!.username}`] as const;
    expect(statusOf(await moved.request("INVITE", sdp(elsewhere.port), [password]))).toBe(200);
    expect(statusOf(await carrierSide.bye())).toBe(200);
    await moved.received("BYE");
  });

  it("takes a request from another address of the provider that brings it", async () => {
    const { deskSide, carrierSide } = await talking();
    const other = await pbx.phone("127.0.0.77");
    expect(statusOf(await carrierSide.on(other).bye())).toBe(200);
    await deskSide.received("BYE");
  });
});

describe("a caller who hears ringing", () => {
  it("is told where we are, may refresh, and may try an offer again after one was refused", async () => {
    const call = carrier.call(pbx.port, alice.number);
    const ringing = await desk.incoming();
    ringing.ring();
    const progress = await call.provisional();
    expect(header(progress, "contact")).toBe(`<sip:127.0.0.1:${pbx.port}>`);
    for (const cseq of [2, 3]) {
      const refused = await call.early(
        "UPDATE",
        progress,
        cseq,
        [["Content-Type", "application/sdp"]],
        sdp(carrier.port),
      );
      expect([statusOf(refused), header(refused, "retry-after")]).toEqual([500, "2"]);
    }
    const refreshed = await call.early("UPDATE", progress, 4);
    expect([statusOf(refreshed), header(refreshed, "contact")]).toEqual([200, `<sip:127.0.0.1:${pbx.port}>`]);
    const deskSide = ringing.answer(sdp(desk.port));
    await call.answered();
    await deskSide.bye();
  });
});
