import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import type { ConferenceId } from "../../../src/vocabulary/identifiers.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Dialog } from "../../support/dialog.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { recordsOf } from "./record-of.ts";
import { portOf, dials, refer, refuses, replacesOf, resultOf, takes, talk as talkTo } from "./transferring.ts";

let pbx: Office;
let alice: Person;
let bob: Person;
let room: ConferenceId;
beforeAll(async () => {
  pbx = await openOffice({ speaks: true });
  await trustedTrunk(pbx, ["127.0.0.1"]);
  alice = await pbx.person("1001", "+33170000001");
  bob = await pbx.person("1002", "+33170000002");
  await changeSettings(pbx, (draft) => {
    room = draft.add("conference", { name: "Board", extension: parseExtension("4000")! }).id;
    draft.add("receptionist", { name: "Main", extension: parseExtension("3000")!, keys: {} });
    draft.add("ring-group", { name: "Sales", extension: parseExtension("2000")!, members: [bob.id] });
  });
});
afterAll(() => pbx[Symbol.asyncDispose]());

let provider: Phone;
let desk: Phone;
let other: Phone;
beforeEach(async () => {
  [provider, desk, other] = await Promise.all([pbx.phone(), pbx.phone(), pbx.phone()]);
  pbx.registers(alice, desk);
  pbx.registers(bob, other);
  pbx.events.length = 0;
});
afterEach(async () => {
  pbx.unregisterAll();
  await pbx.idle();
});

/** The provider's customer talks to Alice. */
async function talk(): Promise<{ caller: Dialog; alices: Dialog }> {
  const { caller, callee: alices } = await talkTo(pbx, provider, desk, alice.number);
  return { caller, alices };
}

const consults = (dialled: string): ReturnType<ReturnType<typeof dials>["answered"]> =>
  dials(pbx, desk, alice, dialled).answered();

describe("an attended transfer to what the PBX serves itself", () => {
  it("a conference: the caller takes the transferor's place in it, who is free", async () => {
    const { caller, alices } = await talk();
    const inRoom = await consults("4000");
    await pbx.until(async () => expect(await pbx.calls.rooms.seen(room)).toHaveLength(1));
    await refer(alices, "4000", replacesOf(inRoom.response));
    expect(portOf(await takes(caller, provider))).not.toBe(desk.port);
    expect(await resultOf(alices)).toBe(200);
    await Promise.all([alices.received("BYE"), inRoom.received("BYE")]);
    await pbx.until(async () => expect(await pbx.calls.rooms.seen(room)).toMatchObject([{ number: "+33612345678" }]));
    await caller.bye();
    await pbx.idle();
    const [first, second] = recordsOf(pbx.events);
    expect(first).toMatchObject({ transfers: [{ to: "4000", how: "attended", outcome: "completed" }] });
    expect(first!.related).toEqual([{ call: second!.call, how: "transfer" }]);
    expect(second).toMatchObject({ related: [{ call: first!.call, how: "transfer" }], because: "taken-over" });
  });

  it("a conference with a PIN, to which the transferor was let in as moderator: the caller is one too", async () => {
    await changeSettings(pbx, (draft) =>
      draft.change("conference", room, { moderatorPin: "2580", endsWithModerator: true }),
    );
    const ear = await pbx.ear();
    const offer = `${sdp(ear.port, "sendrecv", "8 101")}a=rtpmap:101 telephone-event/8000\r\n`;
    const { caller, alices } = await talk();
    const headers = [["Authorization", `Test ${alice.devices[0]!.username}`]] as const;
    const inRoom = await desk.call(pbx.port, "4000", { headers, sdp: offer }).answered();
    ear.speaks({ address: "127.0.0.1", port: portOf(inRoom.response) }, "PCMA", 0);
    await pbx.pause(500);
    for (const key of "2580#") {
      ear.presses(key);
      await pbx.pause(260);
    }
    await pbx.until(async () => expect(await pbx.calls.rooms.seen(room)).toMatchObject([{ moderator: true }]));
    await refer(alices, "4000", replacesOf(inRoom.response));
    await takes(caller, provider);
    expect(await resultOf(alices)).toBe(200);
    await inRoom.received("BYE");
    await pbx.until(async () =>
      expect(await pbx.calls.rooms.seen(room)).toMatchObject([{ number: "+33612345678", moderator: true }]),
    );
    await caller.bye();
    await ear[Symbol.asyncDispose]();
    await changeSettings(pbx, (draft) =>
      draft.change("conference", room, { moderatorPin: null, endsWithModerator: false }),
    );
  });

  it.each([
    ["a colleague's mailbox", "*991002"],
    ["the echo test", "*43"],
    ["a parking slot", "700"],
    ["a receptionist", "3000"],
  ])("%s: the same", async (_, dialled) => {
    const { caller, alices } = await talk();
    const served = await consults(dialled);
    await pbx.pause(500);
    await refer(alices, dialled, replacesOf(served.response));
    await takes(caller, provider);
    expect(await resultOf(alices)).toBe(200);
    await Promise.all([alices.received("BYE"), served.received("BYE")]);
    if (dialled === "700") expect(pbx.phones.slotsOf(pbx.tenant)).toMatchObject([{ of: { slot: "701" } }]);
    await caller.bye();
  });

  it.each(["has answered", "still rings"])(
    "a ring group whose member %s: the caller talks to the member",
    async (when) => {
      const { caller, alices } = await talk();
      const consultation = dials(pbx, desk, alice, "2000");
      const rings = await other.incoming();
      let bobs: Dialog;
      if (when === "has answered") {
        bobs = rings.answer(sdp(other.port));
        const talks = await consultation.answered();
        await rings.acked();
        await refer(alices, "2000", replacesOf(talks.response));
        expect(portOf(await takes(bobs, other))).toBe(provider.port);
        await takes(caller, provider);
        await talks.received("BYE");
      } else {
        rings.ring();
        await refer(alices, "2000", replacesOf(await consultation.provisional()));
        await rings.cancelled();
        await consultation.refused();
        const again = await other.incoming();
        bobs = again.answer(sdp(other.port));
        await again.acked();
        await takes(caller, provider);
      }
      expect(await resultOf(alices)).toBe(200);
      await alices.received("BYE");
      await caller.bye();
      await bobs.received("BYE");
    },
  );

  it("the transferor's own mailbox: never, and all stay where they are", async () => {
    const { caller, alices } = await talk();
    const listens = await consults("*97");
    await refer(alices, "*97", replacesOf(listens.response));
    expect(await resultOf(alices)).toBe(403);
    await listens.bye();
    await caller.bye();
    await alices.received("BYE");
  });

  it("a phone of the transferor's own takes the visit over by Replaces", async () => {
    const inRoom = await consults("4000");
    await pbx.until(async () => expect(await pbx.calls.rooms.seen(room)).toHaveLength(1));
    const headers = [
      ["Authorization", `Test ${alice.devices[0]!.username}`],
      ["Replaces", replacesOf(inRoom.response)],
    ] as const;
    const soft = await other.call(pbx.port, "4000", { headers }).answered();
    await inRoom.received("BYE");
    await pbx.until(async () => expect(await pbx.calls.rooms.seen(room)).toHaveLength(1));
    await soft.bye();
  });
});

describe("an attended transfer that fails leaves everybody as they were", () => {
  /** Alice talks to Bob, too. */
  async function consulting(): Promise<{ bobs: Dialog; second: Dialog & { response: never } }> {
    const call = dials(pbx, desk, alice, "1002");
    const rings = await other.incoming();
    const bobs = rings.answer(sdp(other.port));
    const second = await call.answered();
    await rings.acked();
    return { bobs, second: second as never };
  }

  it("the colleague's phone won't have the caller's media", async () => {
    const { caller, alices } = await talk();
    const { bobs, second } = await consulting();
    await refer(alices, "1002", replacesOf(second.response));
    expect(portOf(await refuses(bobs, 488))).toBe(provider.port);
    expect(await resultOf(alices)).toBe(488);
    await takes(alices, desk);
    await takes(caller, provider);
    expect(pbx.calls.live()).toHaveLength(2);
    await second.bye(); // still there, and only now over
    await bobs.received("BYE");
    await caller.bye();
    await alices.received("BYE");
    await pbx.idle();
    expect(recordsOf(pbx.events)[0]).toMatchObject({ transfers: [{ outcome: "failed", status: 488 }] });
  });

  it("the caller's phone won't have the colleague's: the colleague is back with the transferor", async () => {
    const { caller, alices } = await talk();
    const { bobs, second } = await consulting();
    await refer(alices, "1002", replacesOf(second.response));
    expect(portOf(await takes(bobs, other))).toBe(provider.port);
    await refuses(caller, 488);
    expect(portOf(await takes(bobs, other))).toBe(desk.port);
    expect(await resultOf(alices)).toBe(488);
    await takes(alices, desk);
    await takes(caller, provider);
    await bobs.bye();
    await second.received("BYE");
    await caller.bye();
    await alices.received("BYE");
  });

  it("a phone that wants to replace another, but not with that media, has replaced nobody", async () => {
    const { caller, alices } = await talk();
    const { bobs, second } = await consulting();
    const headers = [
      ["Authorization", `Test ${alice.devices[0]!.username}`],
      ["Replaces", replacesOf(second.response)],
    ] as const;
    const soft = await pbx.phone();
    const taker = soft.call(pbx.port, "1002", { headers });
    await refuses(bobs, 488);
    await taker.refused();
    await bobs.bye();
    await second.received("BYE");
    await caller.bye();
    await alices.received("BYE");
  });
});

describe("a blind transfer to a phone whose media the caller won't have", () => {
  it("fails with that status, and both talk on", async () => {
    const { caller, alices } = await talk();
    await refer(alices, "1002");
    const rings = await other.incoming();
    const bobs = rings.answer(sdp(other.port));
    await rings.acked();
    await refuses(caller, 488);
    await bobs.received("BYE");
    expect(await resultOf(alices)).toBe(488);
    await takes(alices, desk);
    expect(portOf(await takes(caller, provider))).toBe(desk.port);
    await caller.bye();
    await alices.received("BYE");
    await pbx.idle();
    const [record] = recordsOf(pbx.events);
    expect(record).toMatchObject({ transfers: [{ to: "1002", how: "blind", outcome: "failed", status: 488 }] });
  });
});
