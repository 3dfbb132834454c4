import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { usersIn } from "../../../src/call-records/stored-record.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import type { ConferenceId } from "../../../src/vocabulary/identifiers.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Dialog } from "../../support/dialog.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { recordsOf } from "./record-of.ts";
import { dials, refer, replacesOf, resultOf } from "./transferring.ts";

/** How the caller gets from one person to the next; the conference is the last place. */
const WAYS = ["blind", "attended", "park"] as const;
type Way = (typeof WAYS)[number];

interface Colleague {
  readonly person: Person;
  readonly phone: Phone;
}

let pbx: Office;
let provider: Phone;
let room: ConferenceId;
const staff: Colleague[] = [];
beforeAll(async () => {
  pbx = await openOffice();
  await trustedTrunk(pbx, ["127.0.0.1"]);
  provider = await pbx.phone();
  provider.takesChanges = true;
  for (const extension of ["1001", "1002", "1003", "1004"]) {
    const person = await pbx.person(extension, `+3317000${extension}`);
    const phone = await pbx.phone();
    phone.takesChanges = true;
    pbx.registers(person, phone);
    staff.push({ person, phone });
  }
  await changeSettings(pbx, (draft) => {
    room = draft.add("conference", { name: "Board", extension: parseExtension("4000")! }).id;
  });
});
afterAll(() => pbx[Symbol.asyncDispose]());

/** The caller's first conversation: with the person called, or with the colleague who picks the call up. */
async function begins(picker: Colleague | undefined): Promise<{ caller: Dialog; holds: Dialog }> {
  const [{ person, phone }] = staff as [Colleague];
  const call = provider.call(pbx.port, person.number);
  const rings = await phone.incoming();
  if (picker === undefined) {
    const holds = rings.answer(sdp(phone.port));
    const caller = await call.answered();
    await rings.acked();
    return { caller, holds };
  }
  rings.ring();
  await call.provisional();
  const holds = await dials(pbx, picker.phone, picker.person, `**${person.extension}`).answered();
  await rings.cancelled();
  return { caller: await call.answered(), holds };
}

/** The holder passes the caller on; the colleague's phone talks to the caller then. */
async function passesOn(way: Way, from: Colleague, holds: Dialog, to: Colleague): Promise<Dialog> {
  const { extension } = to.person;
  switch (way) {
    case "blind": {
      await refer(holds, extension);
      const rings = await to.phone.incoming();
      const next = rings.answer(sdp(to.phone.port));
      expect(await resultOf(holds)).toBe(200);
      await holds.received("BYE");
      return next;
    }
    case "attended": {
      const call = dials(pbx, from.phone, from.person, extension);
      const rings = await to.phone.incoming();
      const next = rings.answer(sdp(to.phone.port));
      const { response } = await call.answered();
      await rings.acked();
      await refer(holds, extension, replacesOf(response));
      expect(await resultOf(holds)).toBe(200);
      await holds.received("BYE");
      return next;
    }
    case "park": {
      await refer(holds, "701");
      expect(await resultOf(holds)).toBe(200);
      await holds.received("BYE");
      await pbx.until(() => expect(pbx.phones.slotsOf(pbx.tenant)).toHaveLength(1));
      const next = await dials(pbx, to.phone, to.person, "701").answered();
      await pbx.until(() => expect(pbx.phones.slotsOf(pbx.tenant)).toEqual([]));
      return next;
    }
  }
}

it("everybody who took part in a call is in its record, in whatever order it was passed on", async () => {
  const steps = fc.array(fc.tuple(fc.constantFrom(...WAYS), fc.integer({ min: 1, max: 3 })), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(steps, fc.boolean(), fc.boolean(), async (passed, isPickedUp, endsInConference) => {
      pbx.events.length = 0;
      let at = isPickedUp ? 1 : 0;
      const begun = await begins(isPickedUp ? staff[at] : undefined);
      const { caller } = begun;
      let { holds } = begun;
      const met = new Set([staff[at]!.person.id]);
      for (const [way, further] of passed) {
        const next = (at + further) % staff.length;
        holds = await passesOn(way, staff[at]!, holds, staff[next]!);
        at = next;
        met.add(staff[at]!.person.id);
      }
      if (endsInConference) {
        await refer(holds, "4000");
        expect(await resultOf(holds)).toBe(200);
        await pbx.until(async () => expect(await pbx.calls.rooms.seen(room)).toHaveLength(1));
      }
      await caller.bye();
      await pbx.idle();

      const [record, ...others] = recordsOf(pbx.events);
      expect([...usersIn(record!)]).toEqual(expect.arrayContaining([...met]));
      expect(record!.caller.number).toBe("+33612345678");
      expect(record!.transfers.every(({ outcome }) => outcome === "completed")).toBe(true);
      // Calls that others made in order to take this one, or to ask first: all name it, and it names them.
      expect(new Set(record!.related?.map(({ call }) => call))).toEqual(new Set(others.map(({ call }) => call)));
      for (const other of others) expect(other.related?.map(({ call }) => call)).toContain(record!.call);
    }),
    { numRuns: 12, seed: 20_261_128 },
  );
}, 60_000);
