import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import type { RingGroupId } from "../../../src/vocabulary/identifiers.ts";
import type { RingGroupPatch } from "../../../src/settings/kinds/ring-group.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { header, statusOf } from "../../support/sip-text.ts";

const ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"';
const NUMBER = parseE164("+33170000100")!;

let pbx: Office;
let people: readonly Person[];
let desks: readonly Phone[];
let caller: Phone;
let group: RingGroupId;
beforeAll(async () => {
  pbx = await openOffice();
  await trustedTrunk(pbx, ["127.0.0.1"]);
  people = [
    await pbx.person("1001", "+33170000001"),
    await pbx.person("1002", "+33170000002"),
    await pbx.person("1003", "+33170000003"),
  ];
  await changeSettings(pbx, (draft) => {
    const members = people.map(({ id }) => id);
    group = draft.add("ring-group", { name: "Sales", extension: parseExtension("2000")!, members }).id;
    draft.add("number", { number: NUMBER, destination: { kind: "ring-group", id: group } });
  });
});
afterAll(() => pbx[Symbol.asyncDispose]());
beforeEach(async () => {
  caller = await pbx.phone();
  desks = await Promise.all(people.map(() => pbx.phone()));
  people.forEach((person, index) => pbx.registers(person, desks[index]!));
  pbx.events.length = 0;
});
afterEach(async () => {
  pbx.unregisterAll();
  await pbx.idle();
});

const groupIs = (patch: RingGroupPatch) => changeSettings(pbx, (draft) => draft.change("ring-group", group, patch));

it("rings all members at once; a decline with 603 stops only that member's phones", async () => {
  await groupIs({ strategy: "simultaneous", ringTimeSeconds: 30, overflow: null });
  const call = caller.call(pbx.port, NUMBER);
  const rings = await Promise.all(desks.map((desk) => desk.incoming()));
  rings.forEach((ringing) => ringing.ring());
  rings[0]!.refuse(603);
  await call.provisional();
  const winner = rings[1]!.answer(sdp(desks[1]!.port));
  expect(header(await rings[2]!.cancelled(), "reason")).toBe(ELSEWHERE);
  const callerSide = await call.answered();
  await callerSide.bye();
  await winner.received("BYE");
  await pbx.idle();
  const legs = pbx.events.flatMap((event) => (event.kind === "call.ringing" ? [event.leg] : []));
  expect(new Set(legs).size).toBe(3);
});

it("rings one member after the other, each with a missed call, then overflows to a mailbox", async () => {
  const overflow = { kind: "mailbox", id: people[0]!.id } as const;
  await groupIs({ strategy: "sequential", memberTimeSeconds: 5, ringTimeSeconds: 15, overflow });
  const call = caller.call(pbx.port, NUMBER);
  for (const [index, desk] of desks.entries()) {
    const ringing = await desk.incoming();
    if (index < 2) expect(desks[index + 1]!.ladder).toEqual([]);
    if (index === 1) {
      ringing.refuse(486); // busy: the next one at once
      continue;
    }
    ringing.ring();
    expect(header(await ringing.cancelled(), "reason")).toBe("");
  }
  const callerSide = await call.answered();
  await pbx.until(() => expect(pbx.calls.live()).toMatchObject([{ state: "voicemail" }]));
  await callerSide.bye();
});

it("begins a round with another member each time, and refuses where nothing is behind it", async () => {
  await groupIs({ strategy: "round-robin", memberTimeSeconds: 5, ringTimeSeconds: 5, overflow: null });
  const first: number[] = [];
  for (let round = 0; round < 3; round++) {
    const call = caller.call(pbx.port, NUMBER);
    const rung = desks.map(async (desk, index) => ({ index, ringing: await desk.incoming() }));
    rung.forEach((each) => void each.catch(() => undefined));
    const { index, ringing } = await Promise.race(rung);
    first.push(index);
    ringing.refuse(486);
    expect(statusOf(await call.refused())).toBe(480);
    await pbx.idle();
    desks = await Promise.all(people.map(() => pbx.phone()));
    pbx.unregisterAll();
    people.forEach((person, nth) => pbx.registers(person, desks[nth]!));
  }
  expect(new Set(first).size).toBe(3);
});

it("is reached by its extension from a phone of the PBX, whose own phones ring too but that one", async () => {
  await groupIs({ strategy: "simultaneous", ringTimeSeconds: 30, overflow: null });
  const [alice] = people;
  const call = desks[0]!.call(pbx.port, "2000", {
    from: `<sip:${alice!.devices[0]!.username}@127.0.0.1>`,
    headers: [["Authorization", `Test ${alice!.devices[0]!.username}`]],
  });
  const rings = await Promise.all([desks[1]!.incoming(), desks[2]!.incoming()]);
  const bob = rings[0].answer(sdp(desks[1]!.port));
  rings[1].ring();
  await rings[1].cancelled();
  const side = await call.answered();
  await side.bye();
  await bob.received("BYE");
  expect(desks[0]!.ladder).not.toContain("< INVITE");
});
