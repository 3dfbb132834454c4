import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import { header, statusOf, type SipText } from "../../support/sip-text.ts";

let pbx: Office;
let alice: Person;
let bruno: Person;
let desk: Phone;
let carrier: Phone;
let mobiles: Phone;
beforeAll(async () => {
  pbx = await openOffice();
  mobiles = await pbx.phone();
  await trustedTrunk(pbx, ["127.0.0.1"], { port: mobiles.port });
  alice = await pbx.person("1001", "+33170000001");
  bruno = await pbx.person("1002", "+33170000002");
  const forwarding = {
    enabled: true,
    number: parseE164("+33612345678")!,
    ringDevices: false,
    requireKeyPress: false,
  } as const;
  await changeSettings(pbx, (draft) => draft.change("user", bruno.id, { forwarding }));
});
afterAll(() => pbx[Symbol.asyncDispose]());
beforeEach(async () => {
  [desk, carrier] = [await pbx.phone(), await pbx.phone()];
  pbx.registers(alice, desk);
});
afterEach(async () => {
  pbx.unregisterAll();
  await pbx.idle();
});

const INSISTS = [["Require", "100rel"]] as const;
const mediaOf = (message: SipText): string | undefined => /m=audio (\d+)/.exec(message.body)?.[1];

describe("a carrier that insists on reliable provisional responses", () => {
  it("gets them, numbered, with our Contact, and answered once it has acknowledged", async () => {
    const call = carrier.call(pbx.port, alice.number, { headers: INSISTS });
    const ringing = await desk.incoming();
    ringing.ring();
    const progress = await call.provisional();
    expect(statusOf(progress)).toBe(180);
    expect([header(progress, "require"), Number(header(progress, "rseq")) > 0]).toEqual(["100rel", true]);
    expect(header(progress, "contact")).toContain("sip:");
    expect(statusOf(await call.prack(progress, 2))).toBe(200);
    const deskSide = ringing.answer(sdp(desk.port));
    const side = await call.answered();
    expect(mediaOf(side.response)).toBe(String(desk.port));
    await side.request("INFO", "Signal=1", [["Content-Type", "application/dtmf-relay"]]);
    await deskSide.bye();
    await side.received("BYE");
  });

  it("is answered although it hasn't acknowledged a ringing", async () => {
    const call = carrier.call(pbx.port, alice.number, { headers: INSISTS });
    const ringing = await desk.incoming();
    ringing.ring();
    await call.provisional();
    const deskSide = ringing.answer(sdp(desk.port));
    await (await call.answered()).bye();
    await deskSide.received("BYE");
  });

  it("hears early media and the ringing behind it, one after the other, and what is answered otherwise by a re-INVITE", async () => {
    carrier.takesChanges = true;
    const call = carrier.call(pbx.port, bruno.number, { headers: INSISTS });
    const mobile = await mobiles.incoming();
    mobile.early(sdp(mobiles.port));
    const early = await call.provisional();
    expect([statusOf(early), mediaOf(early)]).toEqual([183, String(mobiles.port)]);
    mobile.ring();
    const mobileSide = mobile.answer(sdp(mobiles.port + 2));
    await pbx.pause(300);
    expect(carrier.ladder.filter((line) => line.startsWith("<"))).toEqual(["< 100 INVITE", "< 183 INVITE"]);
    expect(statusOf(await call.prack(early, 2))).toBe(200);
    const side = await call.answered();
    expect(mediaOf(side.response)).toBe(String(mobiles.port));
    await pbx.until(() => expect(carrier.ladder).toContain("> 200 INVITE"));
    await side.bye();
    await mobileSide.received("BYE");
  });

  it("hears each 18x once it has acknowledged the one before", async () => {
    const call = carrier.call(pbx.port, bruno.number, { headers: INSISTS });
    const mobile = await mobiles.incoming();
    mobile.early(sdp(mobiles.port));
    const early = await call.provisional();
    mobile.ring();
    await call.prack(early, 2);
    const ringing = await call.provisional();
    expect([statusOf(ringing), ringing.body]).toEqual([180, ""]);
    expect(Number(header(ringing, "rseq"))).toBe(Number(header(early, "rseq")) + 1);
    await call.prack(ringing, 3);
    call.cancel();
    await mobile.cancelled();
    await call.refused();
  });

  it("and leaves the offer to us gets no provisional response, which would have to make it, and is answered", async () => {
    const call = carrier.call(pbx.port, alice.number, { headers: INSISTS, sdp: "" });
    const ringing = await desk.incoming();
    ringing.ring();
    const deskSide = ringing.answer(sdp(desk.port));
    const side = await call.answered(sdp(carrier.port));
    expect(carrier.ladder.filter((line) => line.startsWith("< 18"))).toEqual([]);
    await side.bye();
    await deskSide.received("BYE");
  });

  it("that gives up before it has acknowledged leaves nothing", async () => {
    const call = carrier.call(pbx.port, alice.number, { headers: INSISTS });
    const ringing = await desk.incoming();
    ringing.ring();
    await call.provisional();
    call.cancel();
    await ringing.cancelled();
    expect(statusOf(await call.refused())).toBe(487);
  });
});

describe("a carrier that only supports reliable provisional responses", () => {
  it("gets plain ones", async () => {
    const call = carrier.call(pbx.port, alice.number, { headers: [["Supported", "100rel, timer"]] });
    const ringing = await desk.incoming();
    ringing.ring();
    const progress = await call.provisional();
    expect([statusOf(progress), header(progress, "rseq")]).toEqual([180, ""]);
    ringing.refuse(486);
    await (await call.answered()).bye(); // the mailbox
  });

  it("and insists on something else as well is told only of that", async () => {
    const call = carrier.call(pbx.port, alice.number, { headers: [["Require", "100rel, precondition"]] });
    const refused = await call.refused();
    expect([statusOf(refused), header(refused, "unsupported")]).toEqual([420, "precondition"]);
  });
});
