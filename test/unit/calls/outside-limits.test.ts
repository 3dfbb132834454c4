import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Limits } from "../../../src/limits/limits.ts";
import { Leases } from "../../../src/redis/lease.ts";
import { limitKeys } from "../../../src/redis/keys.ts";
import type { TenantPatch } from "../../../src/settings/kinds/tenant.ts";
import type { TrunkId } from "../../../src/vocabulary/identifiers.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { CallOptions, OutgoingInvite } from "../../support/outgoing-invite.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { header, statusOf } from "../../support/sip-text.ts";

const FIRST = "192.0.2.1";
let pbx: Office;
let alice: Person;
let bob: Person;
let desk: Phone;
let first: Phone;
let second: Phone;
let trunk: TrunkId;
beforeAll(async () => {
  pbx = await openOffice();
  first = await pbx.phone();
  second = await pbx.phone();
  ({ id: trunk } = (await trustedTrunk(pbx, [FIRST], { port: first.port, priority: 1 })) as { id: TrunkId });
  await trustedTrunk(pbx, ["192.0.2.2"], { port: second.port, priority: 2 });
  alice = await pbx.person("1001", "+33170000001");
  bob = await pbx.person("1002", "+33170000002");
  await changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { mainNumber: bob.number }));
});
afterAll(() => pbx[Symbol.asyncDispose]());
beforeEach(async () => {
  desk = await pbx.phone();
  pbx.events.length = 0;
  const { redis } = pbx.settings;
  for (const key of await redis.keys("{offhook}:*")) await redis.del(key); // counts and alarms of the test before
});
afterEach(async () => {
  pbx.unregisterAll();
  await pbx.idle();
});

const limits = (patch: TenantPatch["limits"] & object) =>
  changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { limits: patch }));
const heard = (kind: string) => pbx.events.filter((event) => event.kind === kind);

/** Alice's phone, with her password. */
function asAlice(more: Partial<CallOptions> = {}): CallOptions {
  const { username } = alice.devices[0]!;
  return { from: `<sip:${username}@127.0.0.1>`, ...more, headers: [["Authorization", `Test ${username}`]] };
}

/** Alice calls outside; the callee answers and both talk. */
async function talks(number: string): Promise<() => Promise<void>> {
  const call = desk.call(pbx.port, number, asAlice());
  const outside = (await first.incoming()).answer(sdp(first.port));
  const side = await call.answered();
  return async () => {
    await side.bye();
    await outside.received("BYE");
  };
}
const refused = async (call: OutgoingInvite): Promise<number> => statusOf(await call.refused());

describe("a call outside that the company doesn't allow", () => {
  const generous = { countries: ["FR" as const], callsPerHour: 100, callsPerDay: 100, simultaneousCalls: 100 };
  afterEach(() => limits(generous));

  it("hears why before it is refused, and no provider hears of it", async () => {
    const invites = first.ladder.length;
    const call = desk.call(pbx.port, "+442079460000", asAlice());
    const early = await call.provisional();
    expect([statusOf(early), early.body]).toEqual([183, expect.stringContaining("m=audio")]);
    expect(await refused(call)).toBe(403);
    expect(first.ladder).toHaveLength(invites);
    await pbx.idle();
    expect(heard("limit.reached")).toMatchObject([{ limit: "countries", tenant: pbx.tenant }]);
    expect(heard("call.ended")).toMatchObject([{ outcome: "rejected", because: "limit-reached" }]);
  });

  it.each([
    ["a premium number", "0899123456", "premiumNumbers"],
    ["a directory service", "118712", "premiumNumbers"],
    ["an island of the Caribbean", "+18765551234", "countries"],
  ])("as to %s is told of once, however often it is tried", async (_, number, limit) => {
    for (let time = 0; time < 3; time++) expect(await refused(desk.call(pbx.port, number, asAlice()))).toBe(403);
    expect(heard("limit.reached")).toMatchObject([{ limit }]);
  });

  it("is one too many at once, until another one ends", async () => {
    await limits({ simultaneousCalls: 1 });
    const hangUp = await talks("0612345678");
    expect(await refused(desk.call(pbx.port, "0612345679", asAlice()))).toBe(403);
    await hangUp();
    await pbx.idle();
    await (
      await talks("0612345679")
    )();
    expect(heard("limit.reached")).toMatchObject([{ limit: "simultaneousCalls", most: 1 }]);
  });

  it("is one too many in the hour, and passes once an administrator lifts the limit", async () => {
    await limits({ callsPerHour: 1 });
    await (
      await talks("0612345678")
    )();
    expect(await refused(desk.call(pbx.port, "0612345678", asAlice()))).toBe(403);
    const { redis } = pbx.settings;
    await using leases = new Leases({ redis, clock: pbx.clock });
    const events = { publish: () => undefined };
    await using others = new Limits({ redis, keys: limitKeys(), leases, events, clock: pbx.clock });
    await others.lift(pbx.tenant, "callsPerHour"); // through another process
    await (
      await talks("0612345678")
    )();
  });

  it("is a forward that counts like any other call", async () => {
    await changeSettings(pbx, (draft) => {
      draft.change("user", bob.id, {
        forwarding: { enabled: true, number: "+33612345678" as never, ringDevices: false },
      });
      draft.change("tenant", draft.tenantId, { limits: { callsPerDay: 1 } });
    });
    await (
      await talks("0612345678")
    )();
    const call = desk.call(pbx.port, bob.extension, asAlice());
    await (await call.answered()).bye(); // the mailbox
    await pbx.idle();
    expect(heard("limit.reached")).toMatchObject([{ limit: "callsPerDay" }]);
    expect(first.ladder.filter((line) => line === "< INVITE").length).toBeGreaterThan(0);
    await changeSettings(pbx, (draft) => draft.change("user", bob.id, { forwarding: { enabled: false } }));
  });
});

describe("a call to an emergency service", () => {
  afterEach(() =>
    changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { limits: { simultaneousCalls: 100 } })),
  );

  it("goes out over a full trunk, past all limits, with a number that rings the caller, and raises the alarm", async () => {
    await changeSettings(pbx, (draft) => {
      draft.change("trunk", trunk, { capacity: 1 });
      draft.change("user", alice.id, { outboundCallerId: "withheld" });
    });
    const hangUp = await talks("0612345678");
    await limits({ simultaneousCalls: 0 });
    const call = desk.call(pbx.port, "*31112", asAlice());
    (await second.incoming()).refuse(503); // the trunk with a free line goes first
    const outside = await first.incoming();
    expect(outside.invite.startLine).toContain("INVITE sip:112@");
    expect(outside.header("from")).toContain("<sip:+33170000001@");
    expect(outside.header("privacy")).toBe("");
    const service = outside.answer(sdp(first.port));
    await (await call.answered()).bye();
    await service.received("BYE");
    await hangUp();
    expect(heard("emergency.called")).toMatchObject([
      { user: alice.id, device: alice.devices[0]?.id, service: "112", callbackNumber: "+33170000001" },
    ]);
    await changeSettings(pbx, (draft) => {
      draft.change("trunk", trunk, { capacity: null });
      draft.change("user", alice.id, { outboundCallerId: null });
    });
  });

  it.each(["is full", "comes to its end"])("goes out from a PBX that %s and takes no other call", async (state) => {
    await using office = await openOffice({ concurrentCalls: 1 });
    const provider = await office.phone();
    await trustedTrunk(office, [FIRST], { port: provider.port });
    const carol = await office.person("1001", "+33170000001");
    const phone = await office.phone();
    const { username } = carol.devices[0]!;
    const asCarol: CallOptions = {
      from: `<sip:${username}@127.0.0.1>`,
      headers: [["Authorization", `Test ${username}`]],
    };
    const call = phone.call(office.port, "0612345678", asCarol);
    const talk = (await provider.incoming()).answer(sdp(provider.port));
    const side = await call.answered();
    const stopped = state === "is full" ? undefined : office.calls.stop(3_600_000, new AbortController().signal);

    const refused = phone.call(office.port, "0612345679", asCarol);
    expect(statusOf(await refused.refused())).toBe(503);
    const emergency = phone.call(office.port, "112", asCarol);
    const outside = await provider.incoming();
    expect(outside.invite.startLine).toContain("INVITE sip:112@");
    const service = outside.answer(sdp(provider.port));
    await (await emergency.answered()).bye();
    await service.received("BYE");
    await side.bye();
    await talk.received("BYE");
    await stopped;
  });

  it("is called back at the desk, whatever is set there", async () => {
    const aliceDesk = await pbx.phone();
    pbx.registers(alice, aliceDesk);
    const dnd = (on: boolean) => changeSettings(pbx, (draft) => draft.change("user", alice.id, { doNotDisturb: on }));
    const emergency = desk.call(pbx.port, "15", asAlice());
    (await first.incoming()).refuse(486);
    await emergency.refused();
    await dnd(true);
    const fromAlice = { from: "<sip:+33112@127.0.0.1>" };
    await changeSettings(pbx, (draft) => draft.change("trunk", trunk, { trustedAddresses: ["127.0.0.1"] }));
    const callback = first.call(pbx.port, alice.number, fromAlice);
    const rings = await aliceDesk.incoming();
    rings.ring();
    const answered = rings.answer(sdp(aliceDesk.port));
    await (await callback.answered()).bye();
    await answered.received("BYE");
    await dnd(false);
    await changeSettings(pbx, (draft) => draft.change("trunk", trunk, { trustedAddresses: [FIRST] }));
  });
});

describe("a caller who withholds the number for one call", () => {
  it.each(["*310612345678", "%2331%230612345678"])("by dialling %s shows it to the provider alone", async (dialled) => {
    const call = desk.call(pbx.port, dialled, asAlice());
    const outside = await first.incoming();
    expect(outside.invite.startLine).toContain("sip:+33612345678@");
    expect(outside.header("from")).toContain("<sip:anonymous@anonymous.invalid>");
    expect(outside.header("privacy")).toBe("id");
    expect(outside.header("p-asserted-identity")).toContain("<sip:+33170000002@");
    outside.refuse(486);
    await call.refused();

    const next = desk.call(pbx.port, "0612345678", asAlice());
    const shown = await first.incoming();
    expect(shown.header("from")).toContain("<sip:+33170000002@");
    shown.refuse(486);
    expect(header(await next.refused(), "call-id")).not.toBe("");
  });
});

describe("a trunk with all lines taken", () => {
  it("is passed over for the next one", async () => {
    await changeSettings(pbx, (draft) => draft.change("trunk", trunk, { capacity: 1 }));
    const hangUp = await talks("0612345678");
    const call = desk.call(pbx.port, "0612345679", asAlice());
    (await second.incoming()).refuse(486);
    expect(await refused(call)).toBe(486);
    await hangUp();
    await pbx.idle();
    await pbx.until(async () => (await talks("0612345678"))());
    await changeSettings(pbx, (draft) => draft.change("trunk", trunk, { capacity: null }));
  });
});
