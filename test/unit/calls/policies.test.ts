import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TenantPatch } from "../../../src/settings/kinds/tenant.ts";
import type { UserPatch } from "../../../src/settings/kinds/user.ts";
import type { E164 } from "../../../src/vocabulary/e164.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Dialog } from "../../support/dialog.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { statusOf } from "../../support/sip-text.ts";

const SPAMMER = "+33612345678" as E164;
const OPEN: UserPatch = {
  blockList: { numbers: [], outcome: "reject" },
  rejectAnonymous: false,
  callWaiting: true,
  maxCalls: null,
  declineEndsCall: true,
  doNotDisturb: false,
  voicemail: { enabled: true },
};

let pbx: Office;
let alice: Person;
let bob: Person;
let provider: Phone;
let phones: Phone[];
beforeAll(async () => {
  pbx = await openOffice();
  await trustedTrunk(pbx, ["127.0.0.1"]);
  alice = await pbx.person("1001", "+33170000001", 2);
  bob = await pbx.person("1002", "+33170000002");
});
afterAll(() => pbx[Symbol.asyncDispose]());
beforeEach(async () => {
  provider = await pbx.phone();
  phones = [await pbx.phone(), await pbx.phone()];
  pbx.events.length = 0;
  await aliceWants(OPEN);
  await companyWants({ blockList: { numbers: [] }, rejectAnonymous: false });
});
afterEach(async () => {
  pbx.unregisterAll();
  await pbx.idle();
});

const aliceWants = (patch: UserPatch) => changeSettings(pbx, (draft) => draft.change("user", alice.id, patch));
const companyWants = (patch: TenantPatch) =>
  changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, patch));
const ended = () => pbx.events.find((event) => event.kind === "call.ended");
const registered = (count: number) => phones.slice(0, count).forEach((phone, i) => pbx.registers(alice, phone, i));

/** Alice talks to an outside party, on her first phone. */
async function aliceTalks(): Promise<{ caller: Dialog; desk: Dialog }> {
  const call = provider.call(pbx.port, alice.number);
  const desk = (await phones[0]!.incoming()).answer(sdp(phones[0]!.port));
  const caller = await call.answered();
  await pbx.until(() => expect(pbx.phones.callsOf(alice.id)).toBe(1));
  pbx.events.length = 0;
  return { caller, desk };
}

async function hangUp({ caller, desk }: { caller: Dialog; desk: Dialog }): Promise<void> {
  await caller.bye();
  await desk.received("BYE");
}

describe("a caller who is not wanted", () => {
  it("is declined without that a phone rings", async () => {
    registered(2);
    await aliceWants({ blockList: { numbers: [SPAMMER] } });
    expect(statusOf(await provider.call(pbx.port, alice.number).refused())).toBe(603);
    expect(phones.flatMap(({ ladder }) => ladder)).toEqual([]);
    await pbx.until(() =>
      expect(ended()).toMatchObject({ outcome: "rejected", because: "caller-blocked", status: 603 }),
    );
  });

  it("by the company's list is declined at every number of it", async () => {
    registered(1);
    await companyWants({ blockList: { numbers: ["+336*"] } });
    for (const { number } of [alice, bob]) expect(statusOf(await provider.call(pbx.port, number).refused())).toBe(603);
  });

  it("is told in early media that numbers must be shown, and gets 433", async () => {
    registered(1);
    await aliceWants({ rejectAnonymous: true });
    const call = provider.call(pbx.port, alice.number, { headers: [["Privacy", "id"]] });
    expect(statusOf(await call.provisional())).toBe(183);
    expect(statusOf(await call.refused())).toBe(433);
    await pbx.until(() => expect(ended()).toMatchObject({ outcome: "rejected", because: "anonymous-caller" }));
  });
});

describe("a person in a call", () => {
  it("is busy for the next caller where call waiting is off, whichever phone it would ring", async () => {
    registered(1);
    await aliceWants({ callWaiting: false, voicemail: { enabled: false } });
    const talk = await aliceTalks();
    pbx.registers(alice, phones[1]!, 1);
    const other = await pbx.phone();
    expect(statusOf(await other.call(pbx.port, alice.number).refused())).toBe(486);
    expect(phones[1]!.ladder).toEqual([]);
    await hangUp(talk);
    await pbx.until(() => expect(pbx.phones.callsOf(alice.id)).toBe(0));
  });

  it("who sets do not disturb talks on, and the next caller meets the mailbox", async () => {
    registered(1);
    const talk = await aliceTalks();
    await aliceWants({ doNotDisturb: true });
    const other = await pbx.phone();
    const message = await other.call(pbx.port, alice.number).answered();
    await pbx.until(() =>
      expect(pbx.events).toContainEqual(expect.objectContaining({ kind: "call.answered", by: "voicemail" })),
    );
    expect(phones[0]!.ladder).not.toContain("< BYE");
    await message.bye();
    await hangUp(talk);
  });
});

describe("a phone's own refusal", () => {
  it.each([480, 486, 603])("by %i at once, of the only phone, is busy", async (status) => {
    registered(1);
    await aliceWants({ voicemail: { enabled: false } });
    const call = provider.call(pbx.port, alice.number);
    (await phones[0]!.incoming()).refuse(status);
    expect(statusOf(await call.refused())).toBe(486);
    await pbx.until(() => expect(ended()).toMatchObject({ outcome: "busy", because: "busy" }));
  });

  it("by 603 stops the person's other phones", async () => {
    registered(2);
    await aliceWants({ voicemail: { enabled: false } });
    const call = provider.call(pbx.port, alice.number);
    const [desk, mobile] = [await phones[0]!.incoming(), await phones[1]!.incoming()];
    mobile.ring();
    desk.refuse(603);
    await mobile.cancelled();
    await call.refused();
  });

  it("by 603 is that phone's own where the person wants it so", async () => {
    registered(2);
    await aliceWants({ declineEndsCall: false });
    const call = provider.call(pbx.port, alice.number);
    const [desk, mobile] = [await phones[0]!.incoming(), await phones[1]!.incoming()];
    desk.refuse(603);
    mobile.ring();
    const side = mobile.answer(sdp(phones[1]!.port));
    await hangUp({ caller: await call.answered(), desk: side });
  });
});

describe("a forward to where the company may no longer call", () => {
  it("never rings, and its administrators hear of it", async () => {
    await aliceWants({ forwarding: { enabled: true, number: "+33699999999" as E164, ringDevices: false } });
    await companyWants({ limits: { countries: ["DE"] } });
    const message = await provider.call(pbx.port, alice.number).answered();
    await pbx.until(() =>
      expect(pbx.events.find(({ kind }) => kind === "limit.reached")).toMatchObject({ limit: "countries" }),
    );
    await message.bye();
    await companyWants({ limits: { countries: ["FR"] } });
    await aliceWants({ forwarding: { enabled: false } });
  });
});
