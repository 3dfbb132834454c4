import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CallOrdered } from "../../../src/calls/originate/originate.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { dialledBy, recordOf } from "./record-of.ts";
import { statusOf } from "../../support/sip-text.ts";

let pbx: Office;
let alice: Person;
let bob: Person;
let desk: Phone;
let provider: Phone;
beforeAll(async () => {
  pbx = await openOffice();
  provider = await pbx.phone();
  await trustedTrunk(pbx, ["192.0.2.1"], { port: provider.port });
  alice = await pbx.person("1001", "+33170000001");
  bob = await pbx.person("1002", "+33170000002");
  await changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { mainNumber: alice.number }));
});
afterAll(() => pbx[Symbol.asyncDispose]());
beforeEach(async () => {
  desk = await pbx.phone();
  pbx.registers(alice, desk);
  pbx.events.length = 0;
});
afterEach(async () => {
  pbx.unregisterAll();
  await pbx.idle();
});

const order = (dialled: string, autoAnswer = false): Promise<CallOrdered> =>
  pbx.calls.originate({ tenant: pbx.tenant, user: alice.id, dialled, autoAnswer });
const kinds = (): string[] => pbx.events.map(({ kind }) => kind).filter((kind) => kind.startsWith("call."));
const end = (): unknown => pbx.events.find(({ kind }) => kind === "call.ended");

describe("a call that a program makes for a user", () => {
  it("rings their phone, which shows whom it will call, and then the colleague: they talk with each other directly", async () => {
    const colleague = await pbx.phone();
    pbx.registers(bob, colleague);
    const ordered = await order("1002");
    expect(ordered.kind).toBe("ringing");
    const own = await desk.incoming();
    expect(own.header("from")).toMatch(/<sip:1002@/);
    expect(own.header("answer-mode")).toBe("");
    own.ring();
    const ownSide = own.answer(sdp(desk.port));
    const ringing = await colleague.incoming();
    expect(ringing.header("from")).toMatch(/^"Person 1001" <sip:1001@/);
    ringing.ring();
    const colleagueSide = ringing.answer(sdp(colleague.port));
    const moved = await ownSide.received("INVITE");
    expect(moved.body).toContain(`m=audio ${colleague.port} `);
    ownSide.respond(moved, 200, sdp(desk.port));
    await ownSide.received("ACK");
    await colleagueSide.bye();
    await ownSide.received("BYE");
    await pbx.idle();
    expect(kinds()).toEqual([
      "call.started",
      "call.routed",
      "call.ringing",
      "call.ringing",
      "call.answered",
      "call.ended",
    ]);
    expect(new Set(pbx.events.map((event) => ("call" in event ? event.call : undefined)))).toEqual(
      new Set([ordered.kind === "ringing" ? ordered.call : ""]),
    );
    expect(end()).toMatchObject({ outcome: "answered", hungUpBy: "callee" });
    const record = recordOf(pbx.events);
    expect(record.dialogs.slice(1)).toEqual([own.header("call-id"), ringing.header("call-id")]);
    expect(record.decisions).toContainEqual(dialledBy(alice, "1002"));
  });

  it("goes outside with the number that they show, within the limits of their company", async () => {
    await order("0612345678");
    const ownSide = (await desk.incoming()).answer(sdp(desk.port));
    const outside = await provider.incoming();
    expect(outside.invite.startLine).toContain("sip:+33612345678@");
    expect(outside.header("p-asserted-identity")).toContain(alice.number);
    outside.refuse(486);
    await ownSide.received("BYE");
    await pbx.idle();
    expect(pbx.events[0]).toMatchObject({ kind: "call.started", direction: "outbound", dialled: "0612345678" });
    expect(end()).toMatchObject({ outcome: "busy" });
  });

  it("asks a phone to answer by itself where that is wanted", async () => {
    await order("1002", true);
    const own = await desk.incoming();
    expect(own.header("answer-mode")).toBe("Auto");
    expect(own.header("call-info")).toContain("answer-after=0");
    own.refuse(486);
    await pbx.idle();
  });

  it("calls no callee where their own phone is not answered", async () => {
    const colleague = await pbx.phone();
    pbx.registers(bob, colleague);
    await order("1002");
    const own = await desk.incoming();
    own.ring();
    await own.cancelled();
    await pbx.idle();
    expect(colleague.ladder).toEqual([]);
    expect(end()).toMatchObject({ outcome: "no-answer", because: "own-phone-unanswered" });
  });

  it("ends at once when the API ends it", async () => {
    const ordered = await order("1002");
    const own = await desk.incoming();
    own.ring();
    expect(pbx.calls.hangUp(ordered.kind === "ringing" ? ordered.call : "")).toBe(true);
    await own.cancelled();
    await pbx.idle();
    expect(end()).toMatchObject({ outcome: "failed", because: "ended-by-system" });
  });

  it("is not made with their rights by a colleague who picks up the ringing phone", async () => {
    await order("0612345678");
    const own = await desk.incoming();
    own.ring();
    const thief = await pbx.phone();
    pbx.registers(bob, thief);
    const { username } = bob.devices[0]!;
    await pbx.pause(500);
    const picks = thief.call(pbx.port, "**1001", {
      from: `<sip:${username}@127.0.0.1>`,
      headers: [["Authorization", `Test ${username}`]],
    });
    expect(statusOf(await picks.refused())).toBeGreaterThanOrEqual(400);
    own.refuse(486);
    await pbx.idle();
    expect(provider.ladder.filter((line) => line === "< INVITE")).toHaveLength(1); // of the test before
  });

  it("is refused where there is no phone, and where no callee could be reached", async () => {
    pbx.unregisterAll();
    expect(await order("1002")).toEqual({ kind: "refused", because: "no-phone" });
    pbx.registers(alice, desk);
    expect(await order("no number")).toEqual({ kind: "refused", because: "no-such-target" });
    expect(desk.ladder).toEqual([]);
  });
});
