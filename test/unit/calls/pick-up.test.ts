import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { pino } from "pino";
import { createEventBus } from "../../../src/events/bus.ts";
import type { CallAnswered, CallParty } from "../../../src/events/event.ts";
import { PhoneStates } from "../../../src/presence/phone-states.ts";
import { parseCallId, type RingGroupId } from "../../../src/vocabulary/identifiers.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
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
let chloe: Person;
beforeAll(async () => {
  pbx = await openOffice();
  await trustedTrunk(pbx, ["127.0.0.1"]);
  alice = await pbx.person("1001", "+33170000001", 2);
  bruno = await pbx.person("1002", "+33170000002");
  chloe = await pbx.person("1003", "+33170000003");
});
afterAll(() => pbx[Symbol.asyncDispose]());
afterEach(async () => {
  pbx.unregisterAll();
  await pbx.idle();
});

/** A phone of the PBX dials. */
function dials(phone: Phone, person: Person, dialled: string): OutgoingInvite {
  return phone.call(pbx.port, dialled, { headers: [["Authorization", `Test ${person.devices[0]!.username}`]] });
}

/** Where the media goes that an SDP describes. */
function portOf(body: string): number {
  return Number(/^m=audio (\d+)/m.exec(body)?.[1]);
}

/** The picker's telephone is answered, then told of the caller. */
async function toldOf(dialog: Dialog, phone: Phone): Promise<string> {
  const told = await dialog.received("INVITE");
  dialog.respond(told, 200, sdp(phone.port));
  await dialog.received("ACK");
  return told.body;
}

describe("a call that rings at a colleague's phones", () => {
  it("is taken with ** and their extension: both talk, the phones that rang show no missed call", async () => {
    const [provider, desk, soft, mine] = await Promise.all([1, 2, 3, 4].map(() => pbx.phone()));
    pbx.registers(alice, desk!, 0);
    pbx.registers(alice, soft!, 1);
    const call = provider!.call(pbx.port, alice.number);
    const rings = await Promise.all([desk!.incoming(), soft!.incoming()]);
    for (const ring of rings) ring.ring();
    await call.provisional();

    const picks = await dials(mine!, bruno, "**1001").answered();
    expect(portOf(await toldOf(picks, mine!))).toBe(provider!.port);
    for (const ring of rings) {
      expect(header(await ring.cancelled(), "reason")).toBe('SIP;cause=200;text="Call completed elsewhere"');
    }
    const caller = await call.answered();
    expect(portOf(caller.response.body)).toBe(mine!.port);

    const answeredByBruno = (): CallAnswered | undefined =>
      pbx.events.find(
        (event): event is CallAnswered =>
          event.kind === "call.answered" && typeof event.by !== "string" && event.by.user === bruno.id,
      );
    // The caller's phone hears of it before the application does that has answered it.
    await pbx.until(() =>
      expect(answeredByBruno()?.by).toMatchObject({ user: bruno.id, device: bruno.devices[0]!.id }),
    );
    expect(pbx.phones.callsOf(bruno.id)).toBe(1);
    expect(pbx.phones.presenceOf(alice.id)).toBe("idle");

    await caller.bye();
    await picks.received("BYE");
  });

  it("is taken by one of two who want it at once; the other hears that there is none", async () => {
    const [provider, desk, one, other] = await Promise.all([1, 2, 3, 4].map(() => pbx.phone()));
    pbx.registers(alice, desk!);
    const call = provider!.call(pbx.port, alice.number);
    const rings = await desk!.incoming();
    rings.ring();
    await call.provisional();

    const both = await Promise.all([
      dials(one!, bruno, "**1001").answered(),
      dials(other!, chloe, "**1001").answered(),
    ]);
    await Promise.all([toldOf(both[0], one!), toldOf(both[1], other!)]);
    await rings.cancelled();
    const caller = await call.answered();
    const winner = portOf(caller.response.body) === one!.port ? 0 : 1;
    await both[winner === 0 ? 1 : 0].received("BYE");
    await caller.bye();
    await both[winner].received("BYE");
  });

  it("stays with the callee who answers in the same moment: the picker is hung up, or the callee is", async () => {
    const [provider, desk, mine] = await Promise.all([1, 2, 3].map(() => pbx.phone()));
    pbx.registers(alice, desk!);
    const call = provider!.call(pbx.port, alice.number);
    const rings = await desk!.incoming();
    rings.ring();
    await call.provisional();
    const picks = await dials(mine!, bruno, "**1001").answered();
    const told = await picks.received("INVITE");
    const callee = rings.answer(sdp(desk!.port)); // before the picker's telephone has agreed
    const caller = await call.answered();
    expect(portOf(caller.response.body)).toBe(desk!.port);
    picks.respond(told, 200, sdp(mine!.port));
    await picks.received("BYE");
    await rings.acked();
    await caller.bye();
    await callee.received("BYE");
  });

  it("rings on when the picker's phone refuses to be told of the caller", async () => {
    const [provider, desk, mine] = await Promise.all([1, 2, 3].map(() => pbx.phone()));
    pbx.registers(alice, desk!);
    const call = provider!.call(pbx.port, alice.number);
    const rings = await desk!.incoming();
    rings.ring();
    await call.provisional();
    const picks = await dials(mine!, bruno, "**1001").answered();
    const told = await picks.received("INVITE");
    picks.respond(told, 488);
    await picks.received("BYE");
    const callee = rings.answer(sdp(desk!.port));
    const caller = await call.answered();
    await rings.acked();
    await caller.bye();
    await callee.received("BYE");
  });

  it("can't be taken where its user doesn't allow that, nor where none rings", async () => {
    const [provider, desk, mine] = await Promise.all([1, 2, 3].map(() => pbx.phone()));
    expect(statusOf(await dials(mine!, bruno, "**1001").refused())).toBe(404);
    expect(statusOf(await dials(mine!, bruno, "**4711").refused())).toBe(404);
    expect(statusOf(await dials(mine!, bruno, "*8").refused())).toBe(404);

    await changeSettings(pbx, (draft) => draft.change("user", alice.id, { allowPickUp: false }));
    pbx.registers(alice, desk!);
    const call = provider!.call(pbx.port, alice.number);
    const rings = await desk!.incoming();
    rings.ring();
    await call.provisional();
    expect(statusOf(await dials(mine!, bruno, "**1001").refused())).toBe(404);
    await changeSettings(pbx, (draft) => draft.change("user", alice.id, { allowPickUp: true }));
    call.cancel();
    await rings.cancelled();
    await call.refused();
  });
});

describe("a call that rings in a group", () => {
  it("is taken with *8 by any member, and with ** and the group's extension by any user", async () => {
    let group = "" as RingGroupId;
    await changeSettings(pbx, (draft) => {
      const members = [alice.id, chloe.id];
      group = draft.add("ring-group", { name: "Sales", extension: parseExtension("2000")!, members }).id;
    });
    const [provider, desk, mine] = await Promise.all([1, 2, 3].map(() => pbx.phone()));
    pbx.registers(alice, desk!);
    for (const [picker, dialled] of [
      [chloe, "*8"],
      [bruno, "**2000"],
    ] as const) {
      const call = dials(provider!, bruno, "2000");
      const rings = await desk!.incoming();
      rings.ring();
      await call.provisional();
      const picks = await dials(mine!, picker, dialled).answered();
      await toldOf(picks, mine!);
      await rings.cancelled();
      const caller = await call.answered();
      expect(pbx.phones.presenceOf(alice.id)).toBe("idle");
      await caller.bye();
      await picks.received("BYE");
    }
    const call = dials(provider!, chloe, "2000");
    const rings = await desk!.incoming();
    rings.ring();
    await call.provisional();
    expect(statusOf(await dials(mine!, bruno, "*8").refused())).toBe(404); // he is in no group
    call.cancel();
    await rings.cancelled();
    await call.refused();
    await changeSettings(pbx, (draft) => draft.remove("ring-group", group));
  });
});

it("what rings or waits in another process can't be taken here, and the phone is told so, not that there is nothing", async () => {
  const events = createEventBus({ onFault: () => undefined });
  const other = new PhoneStates({
    ...{ redis: pbx.settings.redis, events, clock: pbx.clock, logger: pino({ level: "silent" }) },
  });
  const of = { tenant: pbx.tenant, call: "of-another-process", atMs: 0 };
  const parties: CallParty[] = [
    { user: alice.id, device: alice.devices[0]!.id },
    { user: alice.id, slot: parseExtension("704")! },
  ];
  events.publish({
    ...{ ...of, kind: "call.started", direction: "inbound", callId: parseCallId("a@b")!, caller: {}, dialled: "1001" },
  });
  for (const [leg, party] of parties.entries())
    events.publish({ ...of, kind: "leg.changed", leg: `elsewhere-${leg}`, role: "callee", party, state: "ringing" });
  await eventually("news of it", () =>
    pbx.phones.isParked(pbx.tenant, "704") ? Promise.resolve() : Promise.reject(new Error("not yet")),
  );
  const mine = await pbx.phone();
  for (const dialled of ["**1001", "704"]) {
    expect(statusOf(await dials(mine, bruno, dialled).refused())).toBe(503);
  }
  await other[Symbol.asyncDispose]();
  await eventually("news of its end", () =>
    pbx.phones.isParked(pbx.tenant, "704") ? Promise.reject(new Error("not yet")) : Promise.resolve(),
  );
  expect(statusOf(await dials(mine, bruno, "704").refused())).toBe(404);
});
