import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../../support/eventually.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Dialog } from "../../support/dialog.ts";
import type { OutgoingInvite } from "../../support/outgoing-invite.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { header, statusOf } from "../../support/sip-text.ts";

let pbx: Office;
let alice: Person;
let bruno: Person;
beforeAll(async () => {
  pbx = await openOffice();
  await trustedTrunk(pbx, ["127.0.0.1"]);
  alice = await pbx.person("1001", "+33170000001");
  bruno = await pbx.person("1002", "+33170000002");
});
afterAll(() => pbx[Symbol.asyncDispose]());
afterEach(async () => {
  pbx.unregisterAll();
  await pbx.idle();
  expect(pbx.phones.slotsOf(pbx.tenant)).toEqual([]);
});

/** A phone of the PBX dials. */
function dials(phone: Phone, person: Person, dialled: string): OutgoingInvite {
  return phone.call(pbx.port, dialled, { headers: [["Authorization", `Test ${person.devices[0]!.username}`]] });
}

/** Where the media goes that an SDP describes. */
function portOf(body: string): number {
  return Number(/^m=audio (\d+)/m.exec(body)?.[1]);
}

/** The lamp of a slot. */
function parkedIn(slot: string): Promise<unknown> {
  return eventually(`call in ${slot}`, () => {
    const found = pbx.phones.slotsOf(pbx.tenant).find(({ of }) => of.kind === "slot" && of.slot === slot);
    return found === undefined ? Promise.reject(new Error("nobody")) : Promise.resolve(found);
  });
}

/** A re-INVITE of the PBX is taken. Returns where it says the media goes. */
async function moved(dialog: Dialog, phone: Phone): Promise<number> {
  const told = await dialog.received("INVITE");
  dialog.respond(told, 200, sdp(phone.port));
  await dialog.received("ACK");
  return portOf(told.body);
}

/** A call from outside that Alice has answered at her desk. */
async function conversation(): Promise<{ provider: Phone; desk: Phone; caller: Dialog; callee: Dialog }> {
  const [provider, desk] = [await pbx.phone(), await pbx.phone()];
  pbx.registers(alice, desk);
  const call = provider.call(pbx.port, alice.number);
  const rings = await desk.incoming();
  const callee = rings.answer(sdp(desk.port));
  const caller = await call.answered();
  await rings.acked();
  return { provider, desk, caller, callee };
}

/** Alice's phone sends its caller somewhere, and is told what came of it. */
async function sends(callee: Dialog, dialled: string): Promise<string> {
  const referTo = `<sip:${dialled}@127.0.0.1:${pbx.port}>`;
  expect(statusOf(await callee.request("REFER", "", [["Refer-To", referTo]]))).toBe(202);
  for (;;) {
    const news = await callee.received("NOTIFY");
    callee.respond(news, 200);
    if (header(news, "subscription-state").startsWith("terminated")) return news.body.trim();
  }
}

/** The caller waits in this slot, and Alice's phone is free. */
async function park(
  { caller, callee, provider }: Awaited<ReturnType<typeof conversation>>,
  slot: string,
): Promise<void> {
  const told = sends(callee, slot);
  await moved(caller, provider);
  expect(await told).toContain("200");
  await callee.received("BYE");
  await parkedIn(slot);
}

describe("a phone that dials 700", () => {
  it("waits in the first free slot, and any phone that dials the slot talks to it", async () => {
    const [parker, taker] = [await pbx.phone(), await pbx.phone()];
    const waits = await dials(parker, alice, "700").answered();
    expect(await parkedIn("701")).toMatchObject({ of: { slot: "701", by: alice.id }, state: "confirmed" });

    const takes = await dials(taker, bruno, "701").answered();
    expect(await moved(takes, taker)).toBe(parker.port);
    expect(await moved(waits, parker)).toBe(taker.port);
    expect(pbx.phones.slotsOf(pbx.tenant)).toEqual([]);
    await takes.bye();
    await waits.received("BYE");
  });

  it("hears that there is no place where all are taken; with none at all the number doesn't exist", async () => {
    await changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { parking: { slots: 1 } }));
    const [one, other] = [await pbx.phone(), await pbx.phone()];
    const waits = await dials(one, alice, "700").answered();
    expect(statusOf(await dials(other, bruno, "700").refused())).toBe(486);
    expect(statusOf(await dials(other, bruno, "702").refused())).toBe(404);
    await waits.bye();
    await changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { parking: { slots: 0 } }));
    expect(statusOf(await dials(other, bruno, "700").refused())).toBe(404);
    await changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { parking: { slots: 9 } }));
  });
});

it("an empty slot can't be taken from", async () => {
  const phone = await pbx.phone();
  expect(statusOf(await dials(phone, bruno, "705").refused())).toBe(404);
});

describe("a caller who is sent to a slot", () => {
  it("waits there with music until a colleague takes the call", async () => {
    const talk = await conversation();
    await park(talk, "703");
    const { provider, caller } = talk;
    expect(await parkedIn("703")).toMatchObject({ remote: { number: "+33612345678" } });

    const taker = await pbx.phone();
    const takes = await dials(taker, bruno, "703").answered();
    expect(await moved(takes, taker)).toBe(provider.port);
    expect(await moved(caller, provider)).toBe(taker.port);
    await caller.bye();
    await takes.received("BYE");
  });

  it("hangs up there: the slot is free again", async () => {
    const talk = await conversation();
    await park(talk, "703");
    const { caller } = talk;
    await caller.bye();
    await eventually("empty slot", () =>
      pbx.phones.slotsOf(pbx.tenant).length === 0 ? Promise.resolve() : Promise.reject(new Error("still there")),
    );
  });

  it("is taken by one of two phones that want the call at once", async () => {
    const talk = await conversation();
    await park(talk, "703");
    const { provider, caller } = talk;
    const [one, other] = [await pbx.phone(), await pbx.phone()];
    const both = await Promise.all([dials(one, alice, "703").answered(), dials(other, bruno, "703").answered()]);
    await Promise.all([moved(both[0], one), moved(both[1], other)]);
    const winner = (await moved(caller, provider)) === one.port ? 0 : 1;
    await both[winner === 0 ? 1 : 0].received("BYE");
    await caller.bye();
    await both[winner].received("BYE");
  });

  it("stays with the party who talks to them where another caller waits there already", async () => {
    const waits = await pbx.phone();
    const first = await dials(waits, bruno, "703").refused();
    expect(statusOf(first)).toBe(404);
    await changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { parking: { slots: 1 } }));
    const parked = await dials(waits, bruno, "700").answered();
    const { provider, desk, caller, callee } = await conversation();
    const told = sends(callee, "701");
    expect(await told).toContain("486");
    expect(await moved(callee, desk)).toBe(provider.port);
    expect(await moved(caller, provider)).toBe(desk.port);
    await caller.bye();
    await callee.received("BYE");
    await parked.bye();
    await changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { parking: { slots: 9 } }));
  });

  it("reaches the mailbox of the user who parked them when they don't take the call back", async () => {
    await changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { parking: { waitSeconds: 10 } }));
    const talk = await conversation();
    await park(talk, "703");
    const { desk, caller } = talk;
    const back = await desk.incoming();
    back.ring();
    await back.cancelled(); // after Alice's answer time
    await eventually("mailbox", () =>
      pbx.calls.live()[0]?.state === "voicemail" ? Promise.resolve() : Promise.reject(new Error("not yet")),
    );
    await caller.bye();
    await changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { parking: { waitSeconds: 120 } }));
  });

  it("comes back to the user who parked them when the call isn't taken in time", async () => {
    await changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { parking: { waitSeconds: 10 } }));
    const talk = await conversation();
    await park(talk, "703");
    const { provider, desk, caller } = talk;
    const back = await desk.incoming();
    expect(back.header("from")).toContain("+33612345678");
    back.ring();
    const again = back.answer(sdp(desk.port));
    expect(await moved(caller, provider)).toBe(desk.port);
    await back.acked();
    await caller.bye();
    await again.received("BYE");
    await changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { parking: { waitSeconds: 120 } }));
  });
});
