import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { NewConference } from "../../../src/settings/kinds/conference.ts";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import type { ConferenceId } from "../../../src/vocabulary/identifiers.ts";
import { shareOf } from "../../support/audio.ts";
import type { RtpPeer } from "../../support/rtp-peer.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Dialog } from "../../support/dialog.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";

const DID = parseE164("+33170000042")!;
let pbx: Office;
let provider: Phone;
let alice: Person;
let room: ConferenceId;
const ears: RtpPeer[] = [];

beforeAll(async () => {
  pbx = await openOffice({ speaks: true });
  await trustedTrunk(pbx, ["127.0.0.1"]);
  alice = await pbx.person("1001", "+33170000001");
  await changeSettings(pbx, (draft) => {
    room = draft.add("conference", { name: "Board", extension: parseExtension("8000")! }).id;
    draft.add("number", { number: DID, destination: { kind: "conference", id: room } });
  });
});
afterAll(() => pbx[Symbol.asyncDispose]());
beforeEach(async () => {
  provider = await pbx.phone();
  pbx.events.length = 0;
});
afterEach(async () => {
  for (const ear of ears.splice(0)) await ear[Symbol.asyncDispose]();
  await pbx.idle();
});

/** A member who has reached the conference: hears, says a tone, presses keys. */
interface Participant {
  readonly call: Dialog;
  readonly ear: RtpPeer;
  says(hertz: number): void;
  presses(keys: string): Promise<void>;
}

const pause = (ms: number): Promise<void> => pbx.pause(ms);
const until = async (what: () => boolean): Promise<void> => {
  const deadlineMs = pbx.clock.nowMs() + 10_000;
  while (!what()) {
    if (pbx.clock.nowMs() > deadlineMs) throw new Error("it did not happen");
    await pause(20);
  }
};
const hears = ({ ear }: Participant, hertz: number): Promise<void> =>
  until(() => shareOf(hertz, ear.heard({ sinceMs: pbx.clock.nowMs() - 400 })) > 0.2);

async function calls(dialled: string, from?: Person): Promise<Participant> {
  const ear = await pbx.ear();
  ears.push(ear);
  const offer = sdp(ear.port, "sendrecv", "8 101") + "a=rtpmap:101 telephone-event/8000\r\n";
  const phone = from === undefined ? provider : await pbx.phone();
  const username = from?.devices[0]?.username ?? "";
  const own = { headers: [["Authorization", `Test ${username}`]] as const, from: `<sip:${username}@127.0.0.1>` };
  const call = await phone.call(pbx.port, dialled, { sdp: offer, ...(from === undefined ? {} : own) }).answered();
  const media = { address: "127.0.0.1", port: Number(/m=audio (\d+)/.exec(call.response.body)?.[1]) };
  ear.speaks(media, "PCMA", 0);
  return {
    call,
    ear,
    says: (hertz) => ear.speaks(media, "PCMA", hertz),
    async presses(keys) {
      for (const key of keys) {
        ear.presses(key);
        await pause(260);
      }
    },
  };
}

function set(patch: Partial<NewConference>): Promise<unknown> {
  return changeSettings(pbx, (draft) =>
    draft.change("conference", room, {
      ...{ pin: null, moderatorPin: null, maxMembers: 50, announce: false },
      ...{ muteOnEntry: false, waitForModerator: false, endsWithModerator: false },
      ...patch,
    }),
  );
}

const ended = (): unknown[] =>
  pbx.events.filter(({ kind }) => kind === "call.ended").map((event) => (event as { because?: string }).because);

describe("a conference", () => {
  it("is reached by its number from outside and by its extension from within, and all hear each other", async () => {
    await set({});
    const outside = await calls(DID);
    const inside = await calls("8000", alice);
    outside.says(700);
    inside.says(1300);
    await hears(outside, 1300);
    await hears(inside, 700);
    expect(shareOf(700, outside.ear.heard({ sinceMs: pbx.clock.nowMs() - 400 }))).toBeLessThan(0.05);
    await outside.call.bye();
    await inside.call.bye();
    await pbx.idle();
    expect(ended()).toEqual(["conference-left", "conference-left"]);
  });

  it("asks for its PIN three times, and then says goodbye", { timeout: 60_000 }, async () => {
    await set({ pin: "4711", moderatorPin: "2580" });
    const knows = await calls(DID);
    const guesses = await calls(DID);
    await pause(500);
    await knows.presses("9999#");
    await knows.presses("4711#");
    for (let tries = 0; tries < 3; tries++) await guesses.presses("0101#");
    await until(() => ended().includes("conference-wrong-pin"));
    const moderator = await calls(DID);
    await pause(500);
    await moderator.presses("2580#");
    moderator.says(700);
    await hears(knows, 700);
    await knows.call.bye();
    await moderator.call.bye();
  });

  it("lets no caller in beyond its limit, and says so", async () => {
    await set({ maxMembers: 2 });
    const a = await calls(DID);
    const b = await calls(DID);
    a.says(700);
    await hears(b, 700);
    await calls(DID);
    await until(() => ended().includes("conference-refused"));
    await a.call.bye();
    await b.call.bye();
  });

  it("waits for its moderator and ends with him", { timeout: 60_000 }, async () => {
    await set({ moderatorPin: "2580", waitForModerator: true, endsWithModerator: true, announce: true });
    const guest = await calls(DID);
    const other = await calls(DID);
    await pause(300);
    await guest.presses("#");
    await other.presses("#");
    guest.says(700);
    const moderator = await calls(DID);
    await pause(300);
    await moderator.presses("2580#");
    await hears(other, 700);
    await moderator.call.bye();
    await until(() => ended().length === 3);
    expect(ended()).toEqual(["conference-left", "conference-left", "conference-left"]);
  });
});

describe("a member of a conference", () => {
  it("mutes their own voice with *1, and is heard again with another", async () => {
    await set({});
    const a = await calls(DID);
    const b = await calls(DID);
    a.says(700);
    await hears(b, 700);
    await a.presses("*1");
    await a.ear.hearsSomething(); // that it is so
    await until(() => shareOf(700, b.ear.heard({ sinceMs: pbx.clock.nowMs() - 400 })) < 0.05);
    await a.presses("*1");
    await hears(b, 700);
    await a.call.bye();
    await b.call.bye();
  });

  it("locks it and mutes the others where they are a moderator, and only there", { timeout: 60_000 }, async () => {
    await set({ moderatorPin: "2580" });
    const guest = await calls(DID);
    const moderator = await calls(DID);
    await pause(300);
    await guest.presses("#");
    await moderator.presses("2580#");
    guest.says(700);
    await hears(moderator, 700);
    await guest.presses("*5*6");
    await pause(300);
    await hears(moderator, 700);
    await moderator.presses("*6");
    await until(() => shareOf(700, moderator.ear.heard({ sinceMs: pbx.clock.nowMs() - 400 })) < 0.05);
    moderator.says(1300);
    await hears(guest, 1300);
    await moderator.presses("*6");
    await hears(moderator, 700);
    await moderator.presses("*5");
    const late = await calls(DID);
    await pause(300);
    await late.presses("#");
    await until(() => ended().includes("conference-refused"));
    await moderator.presses("*5");
    await guest.call.bye();
    await moderator.call.bye();
  });

  it("is seen, muted, heard again and sent out by the PBX", async () => {
    await set({});
    const { rooms } = pbx.calls;
    const a = await calls(DID);
    const b = await calls("8000", alice);
    a.says(700);
    await hears(b, 700);
    await pbx.until(async () => expect(await rooms.seen(room)).toHaveLength(2));
    const seen = await rooms.seen(room);
    expect(seen.map(({ moderator, muted }) => [moderator, muted])).toEqual([
      [false, false],
      [false, false],
    ]);
    const { call } = seen.find(({ user }) => user === undefined)!;
    expect(seen.find(({ user }) => user === alice.id)).toMatchObject({ number: "1001", tenant: pbx.tenant });
    expect(await rooms.orderMember(room, call, "mute")).toBe(true);
    await until(() => shareOf(700, b.ear.heard({ sinceMs: pbx.clock.nowMs() - 400 })) < 0.05);
    expect((await rooms.seen(room)).find((each) => each.call === call)).toMatchObject({ muted: true });
    expect(await rooms.orderMember(room, call, "unmute")).toBe(true);
    await hears(b, 700);
    expect(await rooms.orderMember(room, call, "kick")).toBe(true);
    await a.call.received("BYE");
    await pbx.until(async () => expect(await rooms.seen(room)).toHaveLength(1));
    expect(await rooms.orderMember(room, call, "mute")).toBe(false);
    expect(await rooms.orderRoom(room, "lock")).toBe(true);
    await calls(DID);
    await until(() => ended().includes("conference-refused"));
    await b.call.bye();
    await pbx.until(async () => expect(await rooms.orderRoom(room, "unlock")).toBe(false));
  });
});
