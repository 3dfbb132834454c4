import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Dialog } from "../../support/dialog.ts";
import type { IncomingInvite } from "../../support/incoming-invite.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { header, type SipText } from "../../support/sip-text.ts";
import { dials, refer, refuses, replacesOf, resultOf, takes } from "./transferring.ts";

let pbx: Office;
let alice: Person;
let bob: Person;
let carol: Person;
beforeAll(async () => {
  pbx = await openOffice();
  await trustedTrunk(pbx, ["127.0.0.1"]);
  alice = await pbx.person("1001", "+33170000001");
  bob = await pbx.person("1002", "+33170000002");
  carol = await pbx.person("1003", "+33170000003");
  await changeSettings(pbx, (draft) => draft.add("conference", { name: "Board", extension: parseExtension("4000")! }));
});
afterAll(() => pbx[Symbol.asyncDispose]());

let provider: Phone;
let alices: Phone;
let bobs: Phone;
let carols: Phone;
beforeEach(async () => {
  [provider, alices, bobs, carols] = await Promise.all([pbx.phone(), pbx.phone(), pbx.phone(), pbx.phone()]);
  pbx.registers(alice, alices);
  pbx.registers(bob, bobs);
  pbx.registers(carol, carols);
});
afterEach(async () => {
  pbx.unregisterAll();
  await pbx.idle();
});

/** What a display shows by both headers; both say the same. */
function shown(message: SipText): string {
  const [asserted, older] = [header(message, "p-asserted-identity"), header(message, "remote-party-id")];
  expect(older.startsWith(asserted)).toBe(true);
  return asserted.replace(/@[\d.:]+>/, ">");
}

async function answers(phone: Phone): Promise<{ rings: IncomingInvite; dialog: Dialog }> {
  const rings = await phone.incoming();
  const dialog = rings.answer(sdp(phone.port));
  await rings.acked();
  return { rings, dialog };
}

describe("a phone shows", () => {
  it("who has answered, then to whom its call was transferred; and the callee who calls", async () => {
    const call = dials(pbx, alices, alice, "1002");
    const { dialog: bobsLeg } = await answers(bobs);
    const caller = await call.answered();
    expect(shown(caller.response)).toBe('"Person 1002" <sip:1002>');
    await refer(bobsLeg, "1003");
    const rings = await carols.incoming();
    expect(rings.header("from")).toContain('"Person 1001" <sip:1001@');
    const carolsLeg = rings.answer(sdp(carols.port));
    expect(shown(await takes(caller, alices))).toBe('"Person 1003" <sip:1003>');
    expect(await resultOf(bobsLeg)).toBe(200);
    await bobsLeg.received("BYE");
    await carolsLeg.bye();
    await caller.received("BYE");
  });

  it("the caller of an attended transfer, also one who wants not to be known", async () => {
    const call = provider.call(pbx.port, alice.number, { headers: [["Privacy", "id"]] });
    const { dialog: first } = await answers(alices);
    const caller = await call.answered();
    const second = dials(pbx, alices, alice, "1002");
    const { dialog: bobsLeg } = await answers(bobs);
    const asked = await second.answered();
    await refer(first, "1002", replacesOf(asked.response));
    const told = await takes(bobsLeg, bobs);
    expect(shown(told)).toBe('"Anonymous" <sip:anonymous@anonymous.invalid>');
    expect(header(told, "privacy")).toBe("id");
    expect(told.body).not.toContain("+33612345678");
    const outside = await takes(caller, provider);
    expect(header(outside, "p-asserted-identity")).toBe(""); // a provider is told nothing of the company's people
    expect(await resultOf(first)).toBe(200);
    await bobsLeg.bye();
    await caller.received("BYE");
  });

  it("the caller whom it has picked up, in the 200 and in the re-INVITE", async () => {
    const call = provider.call(pbx.port, alice.number);
    const rings = await alices.incoming();
    rings.ring();
    await call.provisional();
    const picks = await dials(pbx, bobs, bob, "**1001").answered();
    expect(shown(picks.response)).toBe("<sip:+33612345678>");
    expect(shown(await takes(picks, bobs))).toBe("<sip:+33612345678>");
    await rings.cancelled();
    const caller = await call.answered();
    await caller.bye();
    await picks.received("BYE");
  });

  it("the conference that it was transferred into, and after a transfer that failed the transferor again", async () => {
    const call = dials(pbx, alices, alice, "1002");
    const { dialog: bobsLeg } = await answers(bobs);
    const caller = await call.answered();
    await refer(bobsLeg, "1003");
    const rings = await carols.incoming();
    rings.answer(sdp(carols.port));
    await rings.acked();
    expect(shown(await refuses(caller, 488))).toBe('"Person 1003" <sip:1003>');
    expect(await resultOf(bobsLeg)).toBe(488);
    expect(shown(await takes(bobsLeg, bobs))).toBe('"Person 1001" <sip:1001>');
    expect(shown(await takes(caller, alices))).toBe('"Person 1002" <sip:1002>');
    await refer(bobsLeg, "4000");
    expect(shown(await takes(caller, alices))).toBe('"Board" <sip:4000>');
    expect(await resultOf(bobsLeg)).toBe(200);
    await bobsLeg.received("BYE");
    await caller.bye();
  });
});
