import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openHouse, trustedTrunk, type House, type Person } from "./house.ts";
import { sdp, type Dialog, type Phone } from "./phone.ts";
import { headerOf, statusOf } from "./sip-text.ts";

let house: House;
let alice: Person;
let bob: Person;
let carol: Person;
beforeAll(async () => {
  house = await openHouse();
  await trustedTrunk(house, ["127.0.0.1"]);
  alice = await house.person("1001", "+33170000001");
  bob = await house.person("1002", "+33170000002");
  carol = await house.person("1003", "+33170000003");
});
afterAll(() => house[Symbol.asyncDispose]());

let provider: Phone;
let desk: Phone;
let other: Phone;
beforeEach(async () => {
  provider = await house.phone();
  desk = await house.phone();
  other = await house.phone();
  house.registers(alice, desk);
  house.registers(bob, other);
  house.events.length = 0;
});
afterEach(async () => {
  house.unregisterAll();
  await house.idle();
});

/** The provider's customer talks to Alice. */
async function talk(): Promise<{ caller: Dialog; callee: Dialog }> {
  const call = provider.call(house.port, alice.number);
  const ringing = await desk.incoming();
  const callee = ringing.answer(sdp(desk.port));
  const caller = await call.answered();
  await ringing.acked();
  return { caller, callee };
}

async function refer(from: Dialog, to: string, headers: [string, string][] = []): Promise<void> {
  const answer = await from.request("REFER", "", [
    ["Refer-To", to],
    ["Referred-By", "<sip:1001@127.0.0.1>"],
    ...headers,
  ]);
  expect(statusOf(answer)).toBe(202);
}

/** The next news of the transfer, taken. */
async function news(of: Dialog): Promise<string> {
  const notify = await of.received("NOTIFY");
  of.respond(notify, 200);
  expect(headerOf(notify, "event")).toMatch(/^refer/);
  expect(headerOf(notify, "content-type")).toContain("message/sipfrag");
  return `${/SIP\/2\.0 (\d{3})/.exec(notify.body)?.[1] ?? "?"} ${headerOf(notify, "subscription-state").replace(/=\d+/, "")}`;
}

/** The phone takes whatever it is told of its peer. */
async function reinvited(dialog: Dialog, phone: Phone): Promise<string> {
  const invite = await dialog.received("INVITE");
  dialog.respond(invite, 200, sdp(phone.port));
  await dialog.received("ACK");
  return invite.body;
}

describe("a blind transfer", () => {
  it("to a colleague: the caller hears ringing, the transferor how it goes, and both are joined", async () => {
    const { caller, callee } = await talk();
    await refer(callee, "<sip:1002@127.0.0.1>");
    expect(await news(callee)).toBe("100 active;expires");
    const ringing = await other.incoming();
    expect(ringing.header("from")).toContain("+33612345678");
    ringing.ring();
    expect(await news(callee)).toBe("180 active;expires");
    const heard = await reinvited(caller, provider); // the media server's ringing tone
    expect(heard).not.toContain(`m=audio ${desk.port}`);
    const answered = ringing.answer(sdp(other.port));
    await ringing.acked();
    expect(await reinvited(caller, provider)).toContain(`m=audio ${other.port}`);
    expect(await news(callee)).toBe("200 terminated;reason=noresource");
    await callee.received("BYE");
    await caller.bye();
    await answered.received("BYE");
    expect(house.events.filter(({ kind }) => kind === "call.transferred")).toMatchObject([
      { by: { user: alice.id }, to: "1002", how: "blind" },
    ]);
  });
});
