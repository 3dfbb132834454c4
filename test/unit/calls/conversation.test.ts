import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Dialog } from "../../support/dialog.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { header, statusOf } from "../../support/sip-text.ts";

let pbx: Office;
let alice: Person;
beforeAll(async () => {
  pbx = await openOffice();
  await trustedTrunk(pbx, ["127.0.0.1"]);
  alice = await pbx.person("1001", "+33170000001");
  await changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { holdMusic: false }));
});
afterAll(() => pbx[Symbol.asyncDispose]());

let provider: Phone;
let desk: Phone;
let caller: Dialog;
let callee: Dialog;
beforeEach(async () => {
  provider = await pbx.phone();
  desk = await pbx.phone();
  pbx.registers(alice, desk);
  const call = provider.call(pbx.port, alice.number);
  const ringing = await desk.incoming();
  callee = ringing.answer(sdp(desk.port));
  caller = await call.answered();
  await ringing.acked();
});
afterEach(async () => {
  pbx.unregisterAll();
  await caller.bye();
  await callee.received("BYE");
  await pbx.idle();
});

describe("in a conversation", () => {
  it("hold and resume go through to the other side, in both directions", async () => {
    const hold = sdp(provider.port, "sendonly");
    const asked = caller.request("INVITE", hold);
    const seen = await callee.received("INVITE");
    expect(seen.body).toBe(hold);
    callee.respond(seen, 200, sdp(desk.port, "recvonly"));
    const held = await asked;
    expect(statusOf(held)).toBe(200);
    expect(held.body).toBe(sdp(desk.port, "recvonly"));
    await callee.received("ACK");

    const resumed = callee.request("INVITE", sdp(desk.port, "sendrecv"));
    const back = await caller.received("INVITE");
    caller.respond(back, 200, sdp(provider.port));
    expect((await resumed).body).toBe(sdp(provider.port));
    await caller.received("ACK");
  });

  it("a change that the other side refuses is refused, and the conversation goes on", async () => {
    for (const status of [488, 488, 491]) {
      const asked = caller.request("INVITE", sdp(provider.port, "sendrecv", "9"));
      const seen = await callee.received("INVITE");
      callee.respond(seen, status);
      expect(statusOf(await asked)).toBe(status);
    }
    const odd = caller.request("INVITE", sdp(provider.port, "sendrecv", "9"));
    callee.respond(await callee.received("INVITE"), 499); // an unknown status
    expect(statusOf(await odd)).toBe(400);
    const asked = caller.request("INVITE", sdp(provider.port, "inactive"));
    callee.respond(await callee.received("INVITE"), 200, sdp(desk.port, "inactive"));
    expect(statusOf(await asked)).toBe(200);
  });

  it("two changes that cross each other are told to come again", async () => {
    const asked = caller.request("INVITE", sdp(provider.port, "sendonly"));
    const seen = await callee.received("INVITE");
    const crossing = await callee.request("INVITE", sdp(desk.port, "sendonly"));
    expect(statusOf(crossing)).toBe(491);
    callee.respond(seen, 200, sdp(desk.port, "recvonly"));
    expect(statusOf(await asked)).toBe(200);
  });

  it("the same session again, for a session timer, reaches no other party", async () => {
    const before = desk.ladder.length;
    const refreshed = await caller.request("INVITE", sdp(provider.port), [
      ["Session-Expires", "1800;refresher=uac"],
      ["Supported", "timer"],
    ]);
    expect(statusOf(refreshed)).toBe(200);
    expect(refreshed.body).toBe(sdp(desk.port));
    expect(header(refreshed, "session-expires")).toBe("1800;refresher=uac");
    expect(desk.ladder.length).toBe(before);
  });

  it("a change without an offer gets the other side's offer, and brings the answer in the ACK", async () => {
    const asked = caller.request("INVITE", "", [], sdp(provider.port, "recvonly"));
    const seen = await callee.received("INVITE");
    expect(seen.body).toBe("");
    callee.respond(seen, 200, sdp(desk.port, "sendonly"));
    expect((await asked).body).toBe(sdp(desk.port, "sendonly"));
    expect((await callee.received("ACK")).body).toBe(sdp(provider.port, "recvonly"));
  });

  it("UPDATE goes through like a re-INVITE", async () => {
    const asked = caller.request("UPDATE", sdp(provider.port, "sendonly"));
    const seen = await callee.received("UPDATE");
    expect(seen.body).toBe(sdp(provider.port, "sendonly"));
    callee.respond(seen, 200, sdp(desk.port, "recvonly"));
    expect((await asked).body).toBe(sdp(desk.port, "recvonly"));
  });

  it("keys in INFO go through", async () => {
    const asked = caller.request("INFO", "Signal=5\r\nDuration=160\r\n", [["Content-Type", "application/dtmf-relay"]]);
    const seen = await callee.received("INFO");
    expect(header(seen, "content-type")).toBe("application/dtmf-relay");
    expect(seen.body).toContain("Signal=5");
    callee.respond(seen, 200);
    expect(statusOf(await asked)).toBe(200);
  });

  it.each([
    ["NOTIFY", 481, [["Event", "dialog"] as const, ["Subscription-State", "active"] as const]],
    ["PUBLISH", 405, [["Event", "presence"] as const]],
    ["OPTIONS", 200, []],
  ])("%s without a reason gets %i and reaches no other party", async (method, status, headers) => {
    const before = desk.ladder.length;
    expect(statusOf(await caller.request(method, "", headers))).toBe(status);
    expect(desk.ladder.length).toBe(before);
  });

  it("a transfer that an outside party asks for is refused", async () => {
    const asked = await caller.request("REFER", "", [["Refer-To", "<sip:1002@127.0.0.1>"]]);
    expect(statusOf(asked)).toBe(603);
  });
});
