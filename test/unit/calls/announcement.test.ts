import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { statusOf } from "../../support/sip-text.ts";

let pbx: Office;
let alice: Person;
let desk: Phone;
beforeAll(async () => {
  pbx = await openOffice({ speaks: true }); // what is spoken takes its time
  desk = await pbx.phone();
  const provider = await pbx.phone();
  await trustedTrunk(pbx, ["192.0.2.1"], { port: provider.port });
  alice = await pbx.person("1001", "+33170000001");
  await changeSettings(pbx, (draft) => draft.change("user", alice.id, { language: "en" }));
});
afterAll(() => pbx[Symbol.asyncDispose]());

describe("a call that a limit refuses", () => {
  it("hears the reason to its end before it is refused, and is never answered", async () => {
    await using ear = await pbx.ear();
    const { username } = alice.devices[0]!;
    const call = desk.call(pbx.port, "+442079460000", {
      from: `<sip:${username}@127.0.0.1>`,
      headers: [["Authorization", `Test ${username}`]],
      sdp: sdp(ear.port),
    });
    expect(statusOf(await call.provisional())).toBe(183);
    await pbx.until(() => expect(ear.packets.length).toBeGreaterThan(50), 4_000);
    expect(desk.ladder).not.toContain("< 403 INVITE");
    expect(statusOf(await call.refused())).toBe(403);
    // "Calls to this country are not allowed." takes 2.1 s: 107 packets of 20 ms.
    expect(ear.packets.length).toBeGreaterThan(95);
    const silence = new Set([0xff, 0x7f, 0xd5, 0x55]);
    const loud = ear.packets.filter(({ payload }) => payload.some((sample) => !silence.has(sample)));
    expect(loud.length).toBeGreaterThan(50);
    await pbx.idle();
  });

  it("stops when its caller hangs up", async () => {
    const { username } = alice.devices[0]!;
    const call = desk.call(pbx.port, "+442079460000", {
      from: `<sip:${username}@127.0.0.1>`,
      headers: [["Authorization", `Test ${username}`]],
    });
    await call.provisional();
    call.cancel();
    expect(statusOf(await call.refused())).toBe(487);
    await pbx.idle();
  });
});
