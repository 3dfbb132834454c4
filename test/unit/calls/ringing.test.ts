import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { header, statusOf } from "../../support/sip-text.ts";

const ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"';

let pbx: Office;
let alice: Person;
let provider: Phone;
beforeAll(async () => {
  pbx = await openOffice();
  await trustedTrunk(pbx, ["127.0.0.1"]);
  alice = await pbx.person("1001", "+33170000001", 3);
});
afterAll(() => pbx[Symbol.asyncDispose]());
beforeEach(async () => {
  provider = await pbx.phone();
  pbx.events.length = 0;
});
afterEach(async () => {
  pbx.unregisterAll();
  await pbx.idle();
});

async function ringingPhones(count: number): Promise<Phone[]> {
  const phones: Phone[] = [];
  for (let device = 0; device < count; device++) {
    const phone = await pbx.phone();
    pbx.registers(alice, phone, device);
    phones.push(phone);
  }
  return phones;
}
const outcome = () => pbx.events.find((event) => event.kind === "call.ended");

describe("a call to a direct number", () => {
  it("connects the caller with the phone that answers, media straight between them", async () => {
    const [desk] = await ringingPhones(1);
    const call = provider.call(pbx.port, alice.number, { from: '"Carol" <sip:+33612345678@provider.example>' });
    const ringing = await desk!.incoming();
    expect(ringing.header("from")).toMatch(/^"Carol" <sip:\+33612345678@127\.0\.0\.1:\d+>;tag=/);
    expect(ringing.header("max-forwards")).toBe("69");
    expect(ringing.invite.body).toBe(sdp(provider.port));
    ringing.ring();
    expect(statusOf(await call.provisional())).toBe(180);
    const deskSide = ringing.answer(sdp(desk!.port));
    const callerSide = await call.answered();
    expect(callerSide.response.body).toBe(sdp(desk!.port));
    await ringing.acked();
    await pbx.until(() =>
      expect(pbx.calls.live()).toMatchObject([{ state: "connected", direction: "inbound", to: "+33170000001" }]),
    );

    await callerSide.bye("Q.850;cause=16");
    expect(header(await deskSide.received("BYE"), "reason")).toBe("Q.850;cause=16");
    await pbx.idle();
    expect(desk!.ladder).toEqual(["< INVITE", "> 180 INVITE", "> 200 INVITE", "< ACK", "< BYE", "> 200 BYE"]);
    expect(provider.ladder).toEqual([
      ...["> INVITE", "< 100 INVITE", "< 180 INVITE", "< 200 INVITE", "> ACK", "> BYE", "< 200 BYE"],
    ]);
    expect(pbx.events.map(({ kind }) => kind).filter((kind) => kind.startsWith("call."))).toEqual([
      ...["call.started", "call.routed", "call.ringing", "call.answered", "call.ended"],
    ]);
    expect(outcome()).toMatchObject({ outcome: "answered", hungUpBy: "caller" });
  });

  it("the phone that hangs up ends the caller's side", async () => {
    const [desk] = await ringingPhones(1);
    const call = provider.call(pbx.port, alice.number);
    const deskSide = (await desk!.incoming()).answer(sdp(desk!.port));
    const callerSide = await call.answered();
    await deskSide.bye();
    await callerSide.received("BYE");
    await pbx.idle();
    expect(outcome()).toMatchObject({ outcome: "answered", hungUpBy: "callee" });
  });

  it("rings all phones; the others hear that the call was completed elsewhere", async () => {
    const [first, second, third] = await ringingPhones(3);
    const call = provider.call(pbx.port, alice.number);
    const rings = await Promise.all([first!, second!, third!].map((phone) => phone.incoming()));
    rings.forEach((each) => each.ring());
    await call.provisional();
    const winner = rings[1]!.answer(sdp(second!.port));
    const cancels = await Promise.all([rings[0]!.cancelled(), rings[2]!.cancelled()]);
    expect(cancels.map((cancel) => header(cancel, "reason"))).toEqual([ELSEWHERE, ELSEWHERE]);
    const callerSide = await call.answered();
    await callerSide.bye();
    await winner.received("BYE");
  });

  it("hangs up a phone whose answer crosses our CANCEL", async () => {
    const [first, second] = await ringingPhones(2);
    second!.obeysCancel = false;
    const call = provider.call(pbx.port, alice.number);
    const rings = await Promise.all([first!.incoming(), second!.incoming()]);
    rings.forEach((each) => each.ring());
    const winner = rings[0].answer(sdp(first!.port));
    await rings[1].cancelled();
    const tooLate = rings[1].answer(sdp(second!.port));
    await rings[1].acked();
    // drachtio-server hangs up by itself, with a Reason of its own.
    expect([ELSEWHERE, 'SIP;cause=200;text="ACK-BYE due to cancel race condition"']).toContain(
      header(await tooLate.received("BYE"), "reason"),
    );
    const callerSide = await call.answered();
    await callerSide.bye();
    await winner.received("BYE");
  });

  it("stops the phones when the caller gives up, with the caller's own Reason", async () => {
    const [desk] = await ringingPhones(1);
    const call = provider.call(pbx.port, alice.number);
    const ringing = await desk!.incoming();
    ringing.ring();
    await call.provisional();
    call.cancel('Q.850;cause=31;text="somebody else"');
    expect(header(await ringing.cancelled(), "reason")).toBe('Q.850;cause=31;text="somebody else"');
    expect(statusOf(await call.refused())).toBe(487);
    await pbx.idle();
    expect(outcome()).toMatchObject({ outcome: "cancelled", hungUpBy: "caller" });
  });

  it("leaves nothing behind when the caller gives up at once", async () => {
    const [desk] = await ringingPhones(1);
    const call = provider.call(pbx.port, alice.number);
    call.cancel();
    expect(statusOf(await call.refused())).toBe(487);
    // Whether the phone was called at all is a matter of microseconds; if so, it must hear that it is over.
    if (desk!.ladder.includes("< INVITE")) {
      const ringing = await desk!.incoming();
      ringing.ring();
      await ringing.cancelled();
    }
    await pbx.idle();
  });

  it("declined by one phone of two still rings the other", async () => {
    const [first, second] = await ringingPhones(2);
    const call = provider.call(pbx.port, alice.number);
    const rings = await Promise.all([first!.incoming(), second!.incoming()]);
    rings.forEach((each) => each.ring());
    rings[0].refuse(486);
    const winner = rings[1].answer(sdp(second!.port));
    const callerSide = await call.answered();
    await callerSide.bye();
    await winner.received("BYE");
  });

  it("rings on at the others when a phone picks up without saying where it is", async () => {
    const [desk, kitchen] = await ringingPhones(2);
    const call = provider.call(pbx.port, alice.number);
    const [mute, ringing] = await Promise.all([desk!.incoming(), kitchen!.incoming()]);
    const silent = mute.answer("");
    await silent.received("BYE");
    const kitchenSide = ringing.answer(sdp(kitchen!.port));
    const callerSide = await call.answered();
    expect(callerSide.response.body).toBe(sdp(kitchen!.port));
    await callerSide.bye();
    await kitchenSide.received("BYE");
  });

  it("takes the answer of a phone that gave it in its 183 and not again in the 200", async () => {
    const [desk] = await ringingPhones(1);
    const call = provider.call(pbx.port, alice.number);
    const ringing = await desk!.incoming();
    ringing.early(sdp(desk!.port));
    const deskSide = ringing.answer("");
    const callerSide = await call.answered();
    expect(callerSide.response.body).toBe(sdp(desk!.port));
    await callerSide.bye();
    await deskSide.received("BYE");
  });

  it("rings once when it comes by two ways: the second one is told so", async () => {
    const [desk] = await ringingPhones(1);
    const call = provider.call(pbx.port, alice.number);
    const ringing = await desk!.incoming();
    ringing.ring();
    expect(statusOf(await call.comesTwice())).toBe(482);
    const deskSide = ringing.answer(sdp(desk!.port));
    const callerSide = await call.answered();
    expect(statusOf(await call.comesTwice())).toBe(482);
    await callerSide.bye();
    await deskSide.received("BYE");
    expect(desk!.ladder.filter((rung) => rung === "< INVITE")).toHaveLength(1);
    expect(pbx.events.filter(({ kind }) => kind === "call.started")).toHaveLength(1);
  });

  it("passes early media of a single phone", async () => {
    const [desk] = await ringingPhones(1);
    const call = provider.call(pbx.port, alice.number);
    const ringing = await desk!.incoming();
    ringing.early(sdp(desk!.port));
    const early = await call.provisional();
    expect(statusOf(early)).toBe(183);
    expect(early.body).toBe(sdp(desk!.port));
    const deskSide = ringing.answer(sdp(desk!.port));
    await call.answered();
    await deskSide.bye();
  });

  it("without an offer gets the phone's, and brings its own answer in the ACK", async () => {
    const [desk] = await ringingPhones(1);
    const call = provider.call(pbx.port, alice.number, { sdp: "" });
    const ringing = await desk!.incoming();
    expect(ringing.invite.body).toBe("");
    const deskSide = ringing.answer(sdp(desk!.port));
    const callerSide = await call.answered(sdp(provider.port));
    expect(callerSide.response.body).toBe(sdp(desk!.port));
    expect((await ringing.acked()).body).toBe(sdp(provider.port));
    await deskSide.bye();
    await callerSide.received("BYE");
  });

  it("ends for both when the system says so", async () => {
    const [desk] = await ringingPhones(1);
    const call = provider.call(pbx.port, alice.number);
    const deskSide = (await desk!.incoming()).answer(sdp(desk!.port));
    const callerSide = await call.answered();
    expect(pbx.calls.hangUp(pbx.calls.live()[0]!.id)).toBe(true);
    const byes = await Promise.all([deskSide.received("BYE"), callerSide.received("BYE")]);
    expect(byes.map((bye) => header(bye, "reason"))).toEqual([
      'SIP;cause=480;text="Ended by the system"',
      'SIP;cause=480;text="Ended by the system"',
    ]);
  });
});

describe("who may call", () => {
  it("an unknown number is not found", async () => {
    const call = provider.call(pbx.port, "+33170999999");
    expect(statusOf(await call.refused())).toBe(404);
  });

  it("a call without hops left is refused", async () => {
    const call = provider.call(pbx.port, alice.number, { headers: [["Max-Forwards", "0"]] });
    expect([483, 400]).toContain(statusOf(await call.refused()));
  });
});
