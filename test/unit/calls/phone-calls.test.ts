import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { CallOptions } from "../../support/outgoing-invite.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { header, statusOf } from "../../support/sip-text.ts";

let pbx: Office;
let alice: Person;
let bob: Person;
let desk: Phone;
let first: Phone;
let second: Phone;
beforeAll(async () => {
  pbx = await openOffice();
  first = await pbx.phone();
  second = await pbx.phone();
  await trustedTrunk(pbx, ["192.0.2.1"], { port: first.port, priority: 1 });
  await trustedTrunk(pbx, ["192.0.2.2"], { port: second.port, priority: 2 });
  alice = await pbx.person("1001", "+33170000001");
  bob = await pbx.person("1002", "+33170000002");
  await changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { mainNumber: alice.number }));
});
afterAll(() => pbx[Symbol.asyncDispose]());
beforeEach(async () => {
  desk = await pbx.phone();
  pbx.events.length = 0;
});
afterEach(async () => {
  pbx.unregisterAll();
  await pbx.idle();
});

/** Alice's phone, with her password. */
function asAlice(more: Partial<CallOptions> = {}): CallOptions {
  const { username } = alice.devices[0]!;
  return {
    from: `<sip:${username}@127.0.0.1>`,
    ...more,
    headers: [["Authorization", `Test ${username}`], ...(more.headers ?? [])],
  };
}

describe("a phone that calls", () => {
  it("is asked for its password, and known by it alone", async () => {
    const { username } = alice.devices[0]!;
    const asked = await desk.call(pbx.port, "1002", { from: `<sip:${username}@127.0.0.1>` }).refused();
    expect(statusOf(asked)).toBe(401);
    const unknown = await desk.call(pbx.port, "1002", { from: "<sip:nobodyknows@127.0.0.1>" }).refused();
    expect(statusOf(unknown)).toBe(401);
  });

  it("a stranger with a public number learns nothing, whatever it asks for", async () => {
    for (const number of [alice.number, "+33199999999"]) {
      const call = desk.call(pbx.port, number, { from: "<sip:+33612345678@stranger.example>" });
      const refused = await call.refused();
      expect([statusOf(refused), refused.startLine]).toEqual([403, "SIP/2.0 403 Forbidden"]);
    }
  });

  it("reaches a colleague by extension and shows its own, whatever it wrote into From", async () => {
    const colleague = await pbx.phone();
    pbx.registers(bob, colleague);
    const forged = asAlice({
      from: '"The Boss" <sip:+33100000000@bank.example>',
      headers: [
        ["P-Asserted-Identity", "<sip:+33100000000@bank.example>"],
        ["Remote-Party-ID", "<sip:+33100000000@bank.example>;party=calling"],
      ],
    });
    const call = desk.call(pbx.port, "1002", forged);
    const ringing = await colleague.incoming();
    expect(ringing.header("from")).toMatch(/^"Person 1001" <sip:1001@127\.0\.0\.1:\d+>;tag=/);
    expect(ringing.header("p-asserted-identity")).toMatch(/^"Person 1001" <sip:1001@/);
    expect([...ringing.invite.headers.values()].flat().join()).not.toContain("+33100000000");
    const colleagueSide = ringing.answer(sdp(colleague.port));
    const side = await call.answered();
    await side.bye();
    await colleagueSide.received("BYE");
    await pbx.idle();
    expect(pbx.events[0]).toMatchObject({ kind: "call.started", direction: "internal" });
  });

  it("reaches a colleague's direct number inside the PBX", async () => {
    const colleague = await pbx.phone();
    pbx.registers(bob, colleague);
    const call = desk.call(pbx.port, bob.number, asAlice());
    (await colleague.incoming()).refuse(603);
    const side = await call.answered(); // the mailbox
    await side.bye();
  });

  it("reaches the public network with the number that its company owns", async () => {
    const call = desk.call(pbx.port, "0612345678", asAlice());
    const outside = await first.incoming();
    expect(outside.invite.startLine).toBe(`INVITE sip:+33612345678@127.0.0.1:${first.port};transport=udp SIP/2.0`);
    expect(outside.header("from")).toMatch(/^"[^"]+" <sip:\+33170000001@127\.0\.0\.1/);
    expect(outside.header("p-asserted-identity")).toContain("+33170000001");
    outside.ring();
    await call.provisional();
    const outsideSide = outside.answer(sdp(first.port));
    const side = await call.answered();
    await outsideSide.bye();
    await side.received("BYE");
  });

  it("withheld, is known to the provider alone", async () => {
    await changeSettings(pbx, (draft) => draft.change("user", alice.id, { outboundCallerId: "withheld" }));
    const call = desk.call(pbx.port, "0612345678", asAlice());
    const outside = await first.incoming();
    expect(outside.header("from")).toMatch(/<sip:anonymous@anonymous\.invalid>/);
    expect(outside.header("privacy")).toBe("id");
    outside.refuse(486);
    expect(statusOf(await call.refused())).toBe(486);
    await changeSettings(pbx, (draft) => draft.change("user", alice.id, { outboundCallerId: null }));
  });

  it("goes on to the next trunk when one fails, never when the callee refuses", async () => {
    const failing = desk.call(pbx.port, "0612345678", asAlice());
    (await first.incoming()).refuse(503);
    const outside = await second.incoming();
    outside.refuse(404);
    expect(statusOf(await failing.refused())).toBe(404);

    const busy = desk.call(pbx.port, "0612345678", asAlice());
    (await first.incoming()).refuse(486);
    expect(statusOf(await busy.refused())).toBe(486);
    await pbx.idle();
    expect(second.ladder.filter((line) => line === "< INVITE")).toHaveLength(1);
  });

  it.each([300, 302, 305, 380, 402, 420, 421, 428, 494])(
    "goes on to the next trunk after %i of the first",
    async (status) => {
      const call = desk.call(pbx.port, "0612345678", asAlice());
      const failing = await first.incoming();
      first.respond(failing.invite, status, {
        tag: failing.tag,
        headers: [["Contact", "<sip:+3397000000@premium.example>;q=0.5, <sip:+33899000000@premium.example>"]],
      });
      const outside = await second.incoming();
      expect(outside.invite.startLine).toContain("sip:+33612345678@");
      outside.refuse(486);
      expect(statusOf(await call.refused())).toBe(486);
    },
  );

  it("follows no redirection of the last trunk, and doesn't pass it on", async () => {
    const call = desk.call(pbx.port, "0612345678", asAlice());
    (await first.incoming()).refuse(503);
    (await second.incoming()).refuse(302);
    const refused = await call.refused();
    expect([statusOf(refused), header(refused, "contact")]).toEqual([480, ""]);
  });

  it("hears the ringing that follows early media of the trunk", async () => {
    const call = desk.call(pbx.port, "0612345678", asAlice());
    const outside = await first.incoming();
    outside.early(sdp(first.port));
    const early = await call.provisional();
    outside.ring();
    const ringing = await call.provisional();
    expect([statusOf(early), early.body.includes("m=audio"), statusOf(ringing), ringing.body]).toEqual([
      ...[183, true, 180, ""],
    ]);
    const outsideSide = outside.answer(sdp(first.port));
    await (await call.answered()).bye();
    await outsideSide.received("BYE");
  });

  it("hears 503 when no trunk works", async () => {
    const call = desk.call(pbx.port, "0612345678", asAlice());
    (await first.incoming()).refuse(500);
    (await second.incoming()).refuse(503);
    expect(statusOf(await call.refused())).toBe(503);
  });

  it("that gives up stops the call outside", async () => {
    const call = desk.call(pbx.port, "0612345678", asAlice());
    const outside = await first.incoming();
    outside.ring();
    await call.provisional();
    call.cancel();
    expect(header(await outside.cancelled(), "reason")).toBe('SIP;cause=487;text="ORIGINATOR_CANCEL"');
    expect(statusOf(await call.refused())).toBe(487);
  });
});
