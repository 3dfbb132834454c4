import { describe, expect, it } from "vitest";
import { sdpOf } from "../support/sdp.ts";
import { IncomingCall, OutgoingCall } from "../support/sip-call.ts";
import type { SipPeer } from "../support/sip-peer.ts";
import { statusOf } from "../support/sip-text.ts";
import { peerPhone, provider, providerPeer, secretOf, telephone, theOffice } from "./office.ts";

const office = theOffice();
const SDP = sdpOf({ address: "127.0.0.1", port: 40_000 });
/** A change is obeyed by the next call that comes so long after it (DESIGN.md section 4). */
const OBEYED_WITHIN_MS = 50;
const CHANGES = 50;

/** A call from the provider to this number, at its first ring at one of these phones. */
async function ringsAt(trunk: SipPeer, dialled: string, phones: readonly SipPeer[]): Promise<SipPeer> {
  const before = phones.map(({ steps }) => steps.all.length);
  const call = await OutgoingCall.place(trunk, { to: dialled, sdp: SDP });
  const rung = await Promise.any(
    phones.map(async (phone, index) => ({ phone, call: await IncomingCall.at(phone, { from: before[index]! }) })),
  );
  rung.call.rings();
  await call.rings();
  const stopped = rung.call.cancelled();
  call.cancels();
  await call.refused();
  await stopped;
  return rung.phone;
}

describe("the next call", () => {
  it("goes where the number was pointed in between", async () => {
    const { pbx } = office;
    const [alice, hers] = await pbx.personWithPhone();
    const [bruno, his] = await pbx.personWithPhone();
    await using desk = await peerPhone(pbx, hers);
    await using other = await peerPhone(pbx, his);
    await using trunk = await providerPeer(pbx);
    const number = "+33170007001";
    await pbx.api.addNumber(number, { kind: "user", id: alice.id });
    expect(await ringsAt(trunk, number, [desk, other])).toBe(desk);

    for (const [person, phone] of [
      [bruno, other],
      [alice, desk],
    ] as const) {
      await pbx.api.pointNumber(number, { kind: "user", id: person.id });
      await new Promise((resolve) => setTimeout(resolve, OBEYED_WITHIN_MS));
      expect(await ringsAt(trunk, number, [desk, other])).toBe(phone);
    }
  });

  it("rings as long as the new answer time says; the one that rings already keeps the old", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone({}, { answerTimeSeconds: 120 });
    await using desk = await telephone(pbx, device, { scenario: "phone-rings", calls: 2 });
    await using old = await provider(pbx, person.number, { scenario: "trunk-gives-up", keys: { waits_ms: 6_500 } });
    await old.receives("180");
    await pbx.api.patchVoicemail(person.id, { answerTimeSeconds: 5 });
    await using next = await provider(pbx, person.number);

    await Promise.all([next.succeeds(), old.succeeds(), desk.succeeds()]);
    const rangMs = next.timeOf("< 200 INVITE") - next.timeOf("< 180");
    expect(rangMs).toBeGreaterThan(4_000);
    expect(rangMs).toBeLessThan(12_000); // a busy machine is late, but not by another answer time
    expect(old.ladder.slice(2, 4)).toEqual(["< 180", "> CANCEL"]);
  });

  it("rings a device that was added, and no more the one that was removed", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone({}, { enabled: false });
    await using desk = await peerPhone(pbx, device);
    await using trunk = await providerPeer(pbx);
    const added = await pbx.api.addDevice(person.id, "Kitchen");
    await using kitchen = await peerPhone(pbx, added);
    await pbx.api.removeDevice(device.id);
    await new Promise((resolve) => setTimeout(resolve, OBEYED_WITHIN_MS));

    expect(await ringsAt(trunk, person.number, [desk, kitchen])).toBe(kitchen);
    expect(desk.steps.all.filter(({ message }) => message.startLine.startsWith("INVITE"))).toEqual([]);
    expect(statusOf(await desk.registers(secretOf(device)))).toBe(401);

    await pbx.api.removeDevice(added.id);
    await new Promise((resolve) => setTimeout(resolve, OBEYED_WITHIN_MS));
    const call = await OutgoingCall.place(trunk, { to: person.number, sdp: SDP });
    expect(statusOf(await call.refused())).toBe(480);
  });

  it("is refused when the trunk was switched off in between", async () => {
    const { pbx } = office;
    const person = await pbx.person();
    const address = "127.0.0.4";
    const trunk = await pbx.api.addTrunk({ name: "Second", host: address, port: 5060, trustedAddresses: [address] });
    await using before = await provider(pbx, person.number, { address });
    await before.succeeds();
    await pbx.api.do("PATCH", `/trunks/${trunk.id}`, { enabled: false });
    await new Promise((resolve) => setTimeout(resolve, OBEYED_WITHIN_MS));
    const scenario = "trunk-is-refused";
    await using after = await provider(pbx, person.number, { address, scenario, keys: { status: 403 } });
    await after.succeeds();
  });
});

describe(`${CHANGES} administrators at once`, () => {
  it("give one extension to one user only", async () => {
    const { pbx } = office;
    const answers = await Promise.all(
      Array.from({ length: CHANGES }, (_, index) =>
        pbx.api.ask("POST", "/users", {
          name: `Racer ${index}`,
          email: `racer-${index}@example.com`,
          extension: "2900",
        }),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(CHANGES - 1);
  });

  it("give one direct number to one user only", async () => {
    const { pbx } = office;
    const people = await Promise.all(Array.from({ length: 5 }, () => pbx.person()));
    const number = "+33170007900";
    const answers = await Promise.all(
      Array.from({ length: CHANGES }, (_, index) =>
        pbx.api.ask("POST", "/phone-numbers", { number, destination: { kind: "user", id: people[index % 5]!.id } }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(CHANGES - 1);
  });

  it("lose no change of one user: who saw the older version is told so (409), and nothing is half done", async () => {
    const { pbx } = office;
    const person = await pbx.person({}, { answerTimeSeconds: 60 });
    const path = `/users/${person.id}`;
    const { etag } = await pbx.api.ask("GET", path);
    const conditional = await Promise.all(
      Array.from({ length: CHANGES }, (_, index) =>
        pbx.api.ask("PATCH", path, { name: `Name ${index}` }, { "If-Match": etag! }),
      ),
    );
    expect(conditional.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(conditional.filter(({ status }) => status === 409)).toHaveLength(CHANGES - 1);
    const winner = conditional.findIndex(({ status }) => status === 200);

    const unconditional = await Promise.all(
      Array.from({ length: CHANGES }, (_, index) =>
        pbx.api.ask<{ version: number }>("PATCH", `${path}/voicemail`, {
          answerTimeSeconds: 5 + index,
        }),
      ),
    );
    expect(unconditional.map(({ status }) => status)).toEqual(Array<number>(CHANGES).fill(200));
    const last = unconditional.toSorted((a, b) => b.body.version - a.body.version)[0]!;
    const { body } = await pbx.api.ask<{ name: string; version: number; voicemail: unknown }>("GET", path);
    expect(body.name).toBe(`Name ${winner}`);
    expect(new Set(unconditional.map(({ body: { version } }) => version)).size).toBe(CHANGES);
    expect(body).toEqual(last.body);
  });
});

describe("a user with numbers", () => {
  it("is not removed unless it is said where they go; then callers reach their new user", async () => {
    const { pbx } = office;
    const person = await pbx.person();
    const [heir, device] = await pbx.personWithPhone();
    const refused = await pbx.api.ask<{ detail: string }>("DELETE", `/users/${person.id}`);
    expect(refused.status).toBe(409);
    expect(JSON.stringify(refused.body)).toContain(person.number);

    await pbx.api.do("DELETE", `/users/${person.id}?reassignTo=user:${heir.id}`);
    await using desk = await telephone(pbx, device, { scenario: "phone-answers" });
    await using caller = await provider(pbx, person.number);
    await Promise.all([caller.succeeds(), desk.succeeds()]);
  });

  it("is not called any more once it is gone and its numbers lead nowhere", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using desk = await peerPhone(pbx, device);
    await pbx.api.do("DELETE", `/users/${person.id}?reassignTo=none`);
    await using caller = await provider(pbx, person.number, { scenario: "trunk-is-refused", keys: { status: 404 } });
    await caller.succeeds();
    expect(statusOf(await desk.registers(secretOf(device)))).toBe(401);
  });
});

describe("a change that makes no sense", () => {
  it.each([
    ["an answer time of 3 s", "voicemail", { answerTimeSeconds: 3 }, "answerTimeSeconds"],
    ["a forward to oneself", "forwarding", { enabled: true, number: "EXTENSION" }, "number"],
    ["a PIN that is easily guessed", "voicemail", { pin: "1234" }, "pin"],
  ])("(%s) is refused, and the field is named", async (_, part, patch, field) => {
    const { pbx } = office;
    const person = await pbx.person();
    const body = JSON.parse(JSON.stringify(patch).replace("EXTENSION", person.extension)) as unknown;
    const { status, body: problem } = await pbx.api.ask("PATCH", `/users/${person.id}/${part}`, body);
    expect(status).toBe(422);
    expect(JSON.stringify(problem)).toContain(field);
  });
});
