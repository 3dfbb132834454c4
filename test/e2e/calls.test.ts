import { describe, expect, it } from "vitest";
import { ENGINES } from "../support/engines.ts";
import { STRANGER_ADDRESS } from "../support/offhook.ts";
import { IncomingCall, OutgoingCall } from "../support/sip-call.ts";
import { header } from "../support/sip-text.ts";
import { sdpOf } from "../support/sdp.ts";
import { peerPhone, provider, providerPeer, silence, telephone, theOffice } from "./office.ts";
import { leaveMessage } from "./outside.ts";

/** On all addresses of the machine, as npm start does it. */
const office = theOffice({ environment: { SIP_HOST: ENGINES.sip?.host ?? "" } });
const ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"';
/** What peers say that never listen to what they are sent. */
const SDP = sdpOf({ address: "127.0.0.1", port: 40_000 });

describe("a call to a direct number", () => {
  it("rings the phone, is answered, and ends with the caller's hang-up", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using desk = await telephone(pbx, device, { scenario: "phone-answers" });
    await using caller = await provider(pbx, person.number);

    await Promise.all([caller.succeeds(), desk.succeeds()]);
    expect(caller.ladder).toEqual(["> INVITE", "< 100", "< 180", "< 200 INVITE", "> ACK", "> BYE", "< 200 BYE"]);
    expect(desk.ladder).toEqual(["< INVITE", "> 180", "> 200 INVITE", "< ACK", "< BYE", "> 200 BYE"]);
  });

  it("ends with the phone's hang-up", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using desk = await telephone(pbx, device, { scenario: "phone-hangs-up" });
    await using caller = await provider(pbx, person.number, { scenario: "trunk-is-hung-up" });

    await Promise.all([caller.succeeds(), desk.succeeds()]);
    expect(caller.ladder).toEqual(["> INVITE", "< 100", "< 180", "< 200 INVITE", "> ACK", "< BYE", "> 200 BYE"]);
    expect(desk.ladder).toEqual(["< INVITE", "> 180", "> 200 INVITE", "< ACK", "> BYE", "< 200 BYE"]);
  });

  it("stops the user's other phones and tells them that it was answered elsewhere", async () => {
    const { pbx } = office;
    const [person, first] = await pbx.personWithPhone();
    const second = await pbx.api.addDevice(person.id, "Kitchen");
    await using desk = await telephone(pbx, first, { scenario: "phone-answers", keys: { rings_ms: 300 } });
    await using kitchen = await telephone(pbx, second, { scenario: "phone-rings" });
    await using caller = await provider(pbx, person.number);

    await Promise.all([caller.succeeds(), desk.succeeds(), kitchen.succeeds()]);
    expect(kitchen.ladder).toEqual(["< INVITE", "> 180", "< CANCEL", "> 200 CANCEL", "> 487 INVITE", "< ACK"]);
    expect(header(kitchen.request("CANCEL"), "Reason")).toBe(ELSEWHERE);
    expect(desk.ladder).toEqual(["< INVITE", "> 180", "> 200 INVITE", "< ACK", "< BYE", "> 200 BYE"]);
  });

  it("stops ringing when the caller gives up", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using desk = await telephone(pbx, device, { scenario: "phone-rings" });
    await using caller = await provider(pbx, person.number, { scenario: "trunk-gives-up", keys: { waits_ms: 300 } });

    await Promise.all([caller.succeeds(), desk.succeeds()]);
    expect(caller.ladder).toEqual(["> INVITE", "< 100", "< 180", "> CANCEL", "< 200 CANCEL", "< 487 INVITE", "> ACK"]);
    expect(desk.ladder).toEqual(["< INVITE", "> 180", "< CANCEL", "> 200 CANCEL", "> 487 INVITE", "< ACK"]);
    expect(header(desk.request("CANCEL"), "Reason")).not.toContain("elsewhere");
  });
});

describe("a caller who gives up very early", () => {
  it.each([0, 1, 2, 5, 10, 20])("%i ms after the INVITE leaves no phone ringing", async (afterMs) => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using desk = await telephone(pbx, device, { scenario: "phone-rings" });
    await using trunk = await providerPeer(pbx);
    const call = await OutgoingCall.place(trunk, { to: person.number, sdp: SDP });
    const sentAtMs = performance.now();
    while (performance.now() - sentAtMs < afterMs); // a timer would not be exact enough
    call.cancels();
    await call.refused();
    await silence(pbx);

    const finals = call.ladder.filter((rung) => !/^< 1/.test(rung));
    expect(finals).toEqual(["> INVITE", "> CANCEL", "< 200 CANCEL", "< 487 INVITE", "> ACK"]);
    // The INVITE may not have left the PBX at all; a phone that got it must be told to stop.
    const rang = ["< INVITE", "> 180", "< CANCEL", "> 200 CANCEL", "> 487 INVITE", "< ACK"];
    await expect.poll(() => desk.ladder).toSatisfy((ladder) => [[], rang].some((one) => one.join() === ladder.join()));
  });
});

describe("two ends that act at the same moment", () => {
  it("hangs up a phone whose answer crosses the caller's CANCEL", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using desk = await peerPhone(pbx, device);
    await using trunk = await providerPeer(pbx);
    const call = await OutgoingCall.place(trunk, { to: person.number, sdp: SDP });
    const ringing = await IncomingCall.at(desk);
    ringing.rings();
    await call.rings();
    call.cancels();

    const cancel = await desk.receivesRequest("CANCEL");
    ringing.responds(200, "OK", { sdp: SDP });
    desk.respond(cancel, 200, "OK");
    await ringing.acknowledged();
    await ringing.hungUp();
    await call.refused();
    expect(call.ladder.slice(-4)).toEqual(["> CANCEL", "< 200 CANCEL", "< 487 INVITE", "> ACK"]);
    expect(ringing.ladder).toEqual([
      "< INVITE",
      "> 180",
      "< CANCEL",
      "> 200 INVITE",
      "> 200 CANCEL",
      "< ACK",
      "< BYE",
      "> 200 BYE",
    ]);
  });

  it("gives the call to one of two phones that answer together and hangs up the other", async () => {
    const { pbx } = office;
    const [person, first] = await pbx.personWithPhone();
    const second = await pbx.api.addDevice(person.id, "Kitchen");
    await using desk = await peerPhone(pbx, first);
    await using kitchen = await peerPhone(pbx, second);
    await using trunk = await providerPeer(pbx);
    const call = await OutgoingCall.place(trunk, { to: person.number, sdp: SDP });
    const ringing = await Promise.all([IncomingCall.at(desk), IncomingCall.at(kitchen)]);
    for (const phone of ringing) phone.rings();
    await call.rings();
    for (const phone of ringing) phone.responds(200, "OK", { sdp: SDP });
    await call.answered();

    const loser = await Promise.race(ringing.map((phone) => phone.hungUp().then((bye) => ({ phone, bye }))));
    expect(header(loser.bye, "Reason")).toBe(ELSEWHERE);
    const winner = ringing.find((phone) => phone !== loser.phone)!;
    const ended = winner.hungUp();
    await call.hangsUp();
    await ended;
    expect(winner.ladder).toEqual(["< INVITE", "> 180", "> 200 INVITE", "< ACK", "< BYE", "> 200 BYE"]);
    const lost = loser.phone.ladder.filter((rung) => !rung.endsWith("CANCEL")); // it may have been on its way
    expect(lost).toEqual(["< INVITE", "> 180", "> 200 INVITE", "< ACK", "< BYE", "> 200 BYE"]);
  });
});

describe("a phone that does not take the call", () => {
  it("is busy, and so is the number", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone({}, { enabled: false });
    await using desk = await telephone(pbx, device, { scenario: "phone-refuses", keys: { refusal: "486 Busy Here" } });
    await using caller = await provider(pbx, person.number, { scenario: "trunk-is-refused", keys: { status: 486 } });

    await Promise.all([caller.succeeds(), desk.succeeds()]);
    expect(caller.ladder).toEqual(["> INVITE", "< 100", "< 180", "< 486 INVITE", "> ACK"]);
    expect(desk.ladder).toEqual(["< INVITE", "> 180", "> 486 INVITE", "< ACK"]);
  });

  it("is busy while the other one goes on ringing and answers", async () => {
    const { pbx } = office;
    const [person, first] = await pbx.personWithPhone();
    const second = await pbx.api.addDevice(person.id, "Kitchen");
    await using desk = await telephone(pbx, first, { scenario: "phone-refuses", keys: { refusal: "486 Busy Here" } });
    await using kitchen = await telephone(pbx, second, { scenario: "phone-answers", keys: { rings_ms: 500 } });
    await using caller = await provider(pbx, person.number);

    await Promise.all([caller.succeeds(), desk.succeeds(), kitchen.succeeds()]);
    expect(kitchen.ladder).toEqual(["< INVITE", "> 180", "> 200 INVITE", "< ACK", "< BYE", "> 200 BYE"]);
  });

  it("declines for all of them (603)", async () => {
    const { pbx } = office;
    const [person, first] = await pbx.personWithPhone({}, { enabled: false });
    const second = await pbx.api.addDevice(person.id, "Kitchen");
    await using desk = await telephone(pbx, first, { scenario: "phone-refuses", keys: { refusal: "603 Decline" } });
    await using kitchen = await telephone(pbx, second, { scenario: "phone-rings" });
    await using caller = await provider(pbx, person.number, { scenario: "trunk-is-refused", keys: { status: 486 } });

    await Promise.all([caller.succeeds(), desk.succeeds(), kitchen.succeeds()]);
    expect(caller.ladder).toEqual(["> INVITE", "< 100", "< 180", "< 486 INVITE", "> ACK"]);
    expect(kitchen.ladder).toEqual(["< INVITE", "> 180", "< CANCEL", "> 200 CANCEL", "> 487 INVITE", "< ACK"]);
  });

  it("has lost its power since it registered: the other one rings and answers", async () => {
    const { pbx } = office;
    const [person, first] = await pbx.personWithPhone();
    const second = await pbx.api.addDevice(person.id, "Kitchen");
    await using desk = await telephone(pbx, first, { scenario: "phone-rings" });
    await using kitchen = await telephone(pbx, second, { scenario: "phone-answers" });
    desk.vanishes();
    await using caller = await provider(pbx, person.number);

    await Promise.all([caller.succeeds(), kitchen.succeeds()]);
    expect(caller.ladder).toEqual(["> INVITE", "< 100", "< 180", "< 200 INVITE", "> ACK", "> BYE", "< 200 BYE"]);
  });

  it("has lost its power and was the only one: 480 after four seconds of silence", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone({}, { enabled: false });
    await using desk = await telephone(pbx, device, { scenario: "phone-rings" });
    desk.fallsSilent();
    await using caller = await provider(pbx, person.number, { scenario: "trunk-is-refused", keys: { status: 480 } });

    await caller.succeeds();
    const waitedMs = caller.timeOf("< 480 INVITE") - caller.timeOf("> INVITE");
    expect(waitedMs).toBeGreaterThan(3_500);
    expect(waitedMs).toBeLessThan(12_000); // far from the 32 s of a transaction, also on a busy machine
  });

  it("loses its power while it rings: the caller can give up at once", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using desk = await telephone(pbx, device, { scenario: "phone-rings" });
    await using caller = await provider(pbx, person.number, { scenario: "trunk-gives-up", keys: { waits_ms: 300 } });
    await caller.receives("180");
    desk.vanishes();

    await caller.succeeds();
    expect(caller.timeOf("< 487 INVITE") - caller.timeOf("> CANCEL")).toBeLessThan(10_000); // far from the 32 s of a transaction, also on a busy machine
  });
});

describe("a call that leads nowhere", () => {
  it("gets 404 for a number that is not assigned", async () => {
    await using caller = await provider(office.pbx, "+33199999999", {
      scenario: "trunk-is-refused",
      keys: { status: 404 },
    });
    await caller.succeeds();
    expect(caller.ladder).toEqual(["> INVITE", "< 100", "< 404 INVITE", "> ACK"]);
  });

  it("gets 404 for a number without a destination", async () => {
    const { pbx } = office;
    await pbx.api.addNumber("+33170009999", null);
    await using caller = await provider(pbx, "+33170009999", { scenario: "trunk-is-refused", keys: { status: 404 } });
    await caller.succeeds();
    expect(caller.ladder).toEqual(["> INVITE", "< 100", "< 404 INVITE", "> ACK"]);
  });

  it("gets 403 when it comes from an address that is no trunk's, whatever it dials", async () => {
    const { pbx } = office;
    const person = await pbx.person();
    for (const dialled of [person.number, "+33199999999", person.extension]) {
      await using stranger = await provider(pbx, dialled, {
        scenario: "trunk-is-refused",
        address: STRANGER_ADDRESS,
        keys: { status: 403 },
      });
      await stranger.succeeds();
      expect(stranger.ladder).toEqual(["> INVITE", "< 100", "< 403 INVITE", "> ACK"]);
    }
  });
});

describe("other ways to bring a call", () => {
  it("comes over TCP", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using desk = await telephone(pbx, device, { scenario: "phone-answers" });
    await using caller = await provider(pbx, person.number, { transport: "tcp" });
    await Promise.all([caller.succeeds(), desk.succeeds()]);
    expect(caller.ladder).toEqual(["> INVITE", "< 100", "< 180", "< 200 INVITE", "> ACK", "> BYE", "< 200 BYE"]);
  });

  it("has no offer in its INVITE: the phone's goes to the caller, the caller's answer to the phone", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using desk = await peerPhone(pbx, device);
    await using trunk = await providerPeer(pbx);
    const call = await OutgoingCall.place(trunk, { to: person.number, sdp: "" });
    const ringing = await IncomingCall.at(desk);
    expect(ringing.invite.body).toBe("");
    ringing.rings();
    const offer = sdpOf({ address: "127.0.0.1", port: 40_010 });
    const acknowledged = ringing.answers(offer);
    const answer = sdpOf({ address: "127.0.0.1", port: 40_020, codecs: ["PCMA"] });
    const answered = await call.answered({ sdp: answer });

    expect(answered.body).toContain("m=audio 40010 ");
    expect((await acknowledged).body).toContain("m=audio 40020 ");
    const ended = ringing.hungUp();
    await call.hangsUp();
    await ended;
    expect(call.ladder).toEqual(["> INVITE", "< 100", "< 180", "< 200 INVITE", "> ACK", "> BYE", "< 200 BYE"]);
  });
});

if (ENGINES.embedded) {
  describe("a PBX with IPv6", () => {
    it("is called over IPv6: a phone that registered so rings, and a mailbox takes a message", async () => {
      const { pbx } = office;
      await pbx.addTrunk(5060, {
        name: "IPv6 provider",
        host: "::1",
        trustedAddresses: ["::1"],
        sharedWithPhones: true,
      });
      const [person, device] = await pbx.personWithPhone();
      const server = `[::1]:${pbx.ports.sip}`;
      await using desk = await peerPhone(pbx, device, { server, address: "::1" });
      await using caller = await provider(pbx, person.number, { address: "::1", target: server });
      const ringing = await IncomingCall.at(desk);
      ringing.rings();
      await ringing.answers(sdpOf({ address: "::1", port: 40_030 }));
      await ringing.hungUp();
      await caller.succeeds();
      expect(caller.ladder).toEqual(["> INVITE", "< 100", "< 180", "< 200 INVITE", "> ACK", "> BYE", "< 200 BYE"]);
      expect(ringing.ladder).toEqual(["< INVITE", "> 180", "> 200 INVITE", "< ACK", "< BYE", "> 200 BYE"]);
      expect(header(ringing.invite, "Contact")).toContain(server);

      const absent = await pbx.person();
      await leaveMessage(pbx, absent, { server, address: "::1" });
      expect(await pbx.api.voicemails(absent.id)).toMatchObject([{ heard: false }]);
    });
  });
}
