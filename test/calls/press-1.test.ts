import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseE164, type E164 } from "../../src/vocabulary/e164.ts";
import { parseExtension } from "../../src/vocabulary/extension.ts";
import type { RingGroupId, UserId } from "../../src/vocabulary/identifiers.ts";
import { RtpPeer } from "../support/rtp-peer.ts";
import { changeSettings, openHouse, trustedTrunk, type House, type Person } from "./house.ts";
import { keysSdp, mediaOf, Mobile } from "./mobile.ts";
import type { Phone } from "./phone.ts";
import { headerOf, methodOf } from "./sip-text.ts";

const ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"';
const ANSWER_TIME_MS = 5_000;
/** A prompt that plays when the time is up may come to its end. */
const LAST_WORDS_MS = 5_000;
const TOLERANCE_MS = 1_000;
/** Well before the deadline: half a hundred calls begin in the same moment here. */
const AT_ONCE_MS = 4_000;

const HABITS = [
  "presses 1",
  "presses 1 by INFO",
  "presses 2",
  "presses 3",
  "presses a wrong key",
  "presses nothing",
  "hangs up in the prompt",
  "is a mailbox that answers at once",
  "is a mailbox that answers at the deadline",
  "announces itself in 183, then is a mailbox",
  "never answers",
  "is one of two who press 1 within 50 ms",
] as const;
type Habit = (typeof HABITS)[number];

interface Cell {
  readonly habit: Habit;
  readonly via: "a direct number" | "a ring group";
  readonly ringDevices: boolean;
}
const CELLS: readonly Cell[] = HABITS.flatMap((habit) =>
  (["a direct number", "a ring group"] as const).flatMap((via) =>
    [false, true].map((ringDevices) => ({ habit, via, ringDevices })),
  ),
);

/** How it ended for the caller. */
interface Ending {
  readonly with: "mobile" | "our mailbox";
  /** After the caller first heard ringing. */
  readonly afterMs: number;
  /** The Reason of whatever stopped the desk phone that rang too. */
  readonly deskWasTold: string | undefined;
  /** Of two who pressed 1: how many got the call, and what the others were told. */
  readonly winners?: number;
  readonly losersWereTold?: readonly string[];
}

let house: House;
let provider: Phone;
let endings: Map<Cell, Promise<Ending>>;

beforeAll(async () => {
  house = await openHouse({ speed: 1 });
  provider = await house.phone();
  await trustedTrunk(house, ["127.0.0.1"], { port: provider.port });
  // All of the matrix forwards at once: far more than a company may by itself.
  await changeSettings(house, (draft) => draft.changeTenant({ limits: { simultaneousCalls: 200 } }));
  const offices = await Promise.all(CELLS.map((cell, index) => layOut(cell, index)));
  endings = new Map(
    CELLS.map((cell, index) => {
      const ending = offices[index]!.play();
      ending.catch(() => undefined); // its own test tells
      return [cell, ending];
    }),
  );
}, 60_000);
afterAll(async () => {
  await Promise.allSettled(endings.values());
  try {
    await house.idle(); // of all these calls nothing is left: no call, no dialog, no media channel
  } finally {
    await house[Symbol.asyncDispose]();
  }
}, 60_000);

describe.each(CELLS)("whoever answers $habit, called by $via, ringing devices: $ringDevices:", (cell) => {
  it("the caller ends with a human or our voicemail, in time", async () => {
    const ending = await endings.get(cell)!;
    const accepts = cell.habit.includes("press 1") || cell.habit.startsWith("presses 1");
    expect(ending.with).toBe(accepts ? "mobile" : "our mailbox");
    expect(ending.afterMs).toBeLessThan(latestMs(cell));
    if (cell.ringDevices) expect(ending.deskWasTold).toBe(accepts ? ELSEWHERE : "");
    if (cell.habit.startsWith("is one of two")) {
      expect(ending.winners).toBe(1);
      expect(ending.losersWereTold).toEqual([ELSEWHERE]);
    }
  });
});

/** When the caller must have somebody to talk to. */
function latestMs({ habit, ringDevices }: Cell): number {
  switch (habit) {
    case "presses 1":
    case "presses 1 by INFO":
    case "is one of two who press 1 within 50 ms":
    case "presses 3":
      return AT_ONCE_MS;
    case "presses 2":
    case "presses a wrong key":
    case "hangs up in the prompt":
      return ringDevices ? ANSWER_TIME_MS + TOLERANCE_MS : AT_ONCE_MS;
    case "never answers":
      return ANSWER_TIME_MS + TOLERANCE_MS;
    case "is a mailbox that answers at the deadline": // a moment before it, and it is asked
    case "presses nothing":
    case "is a mailbox that answers at once":
    case "announces itself in 183, then is a mailbox":
      return ANSWER_TIME_MS + LAST_WORDS_MS + TOLERANCE_MS;
  }
}

/** The people, numbers and phones of one cell. */
async function layOut(cell: Cell, index: number): Promise<{ readonly play: () => Promise<Ending> }> {
  const people: Person[] = [];
  for (let nth = 0; nth < (cell.habit.startsWith("is one of two") ? 2 : 1); nth++) {
    const number = String(index * 2 + nth).padStart(3, "0");
    people.push(await house.person(`4${number}`, `+33170004${number}`));
  }
  const mobiles = people.map(({ number }) => parseE164(number.replace("+33170", "+33699"))!);
  const [first] = people;
  let desk: Phone | undefined;
  if (cell.ringDevices) {
    desk = await house.phone();
    house.registers(first!, desk);
  }
  for (const [nth, { id }] of people.entries()) await forward(id, mobiles[nth]!, cell.ringDevices);
  let dialled = first!.number;
  if (cell.via === "a ring group" || people.length === 2) {
    const group = await addGroup(
      `5${String(index).padStart(3, "0")}`,
      people.map(({ id }) => id),
      first!.id,
    );
    if (cell.via === "a ring group") {
      dialled = parseE164(`+33170005${String(index).padStart(3, "0")}`)!;
      await changeSettings(house, (draft) =>
        draft.addNumber({ number: dialled, destination: { kind: "ring-group", id: group } }),
      );
    } else dialled = await reception(index, group, cell.ringDevices ? desk : undefined);
  }
  return { play: () => play(cell, dialled, mobiles, desk) };
}

function forward(user: UserId, number: E164, ringDevices: boolean): Promise<unknown> {
  const forwarding = { enabled: true, number, ringDevices, requireKeyPress: true };
  return changeSettings(house, (draft) => draft.changeUser(user, { forwarding }));
}

async function addGroup(extension: string, members: UserId[], mailbox: UserId): Promise<RingGroupId> {
  let id: RingGroupId | undefined;
  await changeSettings(house, (draft) => {
    const overflow = { kind: "mailbox", id: mailbox } as const;
    const more = { members, overflow, ringTimeSeconds: ANSWER_TIME_MS / 1_000 };
    id = draft.addRingGroup({ name: `Group ${extension}`, extension: parseExtension(extension)!, ...more }).id;
  });
  return id!;
}

/** A person whose calls go to the group by forwarding. */
async function reception(index: number, group: RingGroupId, desk: Phone | undefined): Promise<E164> {
  const suffix = String(index).padStart(3, "0");
  const person = await house.person(`6${suffix}`, `+33170006${suffix}`);
  const number = house.settings.snapshot.ringGroup(group)!.extension;
  const forwarding = { enabled: true, number, ringDevices: desk !== undefined, requireKeyPress: true };
  await changeSettings(house, (draft) => draft.changeUser(person.id, { forwarding }));
  return person.number;
}

/** One call, from its INVITE to the caller's hang-up. */
async function play(cell: Cell, dialled: E164, numbers: readonly E164[], desk: Phone | undefined): Promise<Ending> {
  const caller = await house.phone();
  await using ear = await RtpPeer.open();
  const call = caller.call(house.port, dialled, { sdp: keysSdp(ear.port) });
  const deskWasTold = desk === undefined ? undefined : ringsUntilStopped(desk);
  const lives = numbers.map((number) => live(number, cell.habit));
  await call.provisional();
  const heardAtMs = performance.now();
  const callerSide = await call.answered();
  const afterMs = performance.now() - heardAtMs;
  const mobiles = await Promise.all(lives);
  const talksTo = mediaOf(callerSide.response.body).port;
  const winners = mobiles.filter(({ ear: theirs }) => theirs.port === talksTo);
  const told = await deskWasTold;
  const losers = mobiles.filter((mobile) => !winners.includes(mobile));
  const losersWereTold = await Promise.all(losers.map((mobile) => wasTold(mobile)));
  await callerSide.bye();
  for (const mobile of winners) await mobile.dialog.received("BYE");
  for (const mobile of mobiles) await mobile[Symbol.asyncDispose]();
  return {
    ...{ with: winners.length > 0 ? "mobile" : "our mailbox", afterMs, deskWasTold: told },
    ...(numbers.length > 1 ? { winners: winners.length, losersWereTold } : {}),
  };
}

async function ringsUntilStopped(desk: Phone): Promise<string> {
  const ringing = await desk.incoming();
  ringing.ring();
  return headerOf(await ringing.cancelled(), "reason");
}

/** A mobile that was not connected is called no more: CANCEL, BYE, or its own hang-up; the Reason it got. */
async function wasTold(mobile: Mobile): Promise<string> {
  const { phone } = mobile.ringing;
  const callId = mobile.ringing.header("call-id");
  if (mobile.hungUp) return "";
  const end = await phone.next(
    "CANCEL or BYE",
    (message) => ["CANCEL", "BYE"].includes(methodOf(message)) && headerOf(message, "call-id") === callId,
  );
  if (methodOf(end) === "CANCEL" && !mobile.hasAnswered) mobile.ringing.refuse(487);
  return headerOf(end, "reason");
}

/** What the mobile does; resolves once it has done it, and does not wait for what becomes of it. */
async function live(number: E164, habit: Habit): Promise<Mobile> {
  const mobile = await Mobile.called(provider, number);
  switch (habit) {
    case "presses 1":
    case "is one of two who press 1 within 50 ms":
    case "presses 1 by INFO":
      mobile.ringing.ring();
      await mobile.answers();
      await mobile.listens();
      void mobile.joined().catch(() => undefined); // one of two is never joined
      if (habit === "presses 1 by INFO") await mobile.pressesByInfo("1");
      else mobile.ear.presses("1");
      return mobile;
    case "presses 2":
    case "presses 3":
    case "presses a wrong key":
      mobile.ringing.ring();
      await mobile.answers();
      await mobile.listens();
      mobile.ear.presses(habit === "presses 2" ? "2" : habit === "presses 3" ? "3" : "7");
      return mobile;
    case "hangs up in the prompt":
      mobile.ringing.ring();
      await mobile.answers();
      await mobile.listens();
      await mobile.hangsUp();
      return mobile;
    case "announces itself in 183, then is a mailbox":
      mobile.ringing.early(mobile.sdp);
      await pause(1_000);
      await mobile.answers();
      return mobile;
    case "is a mailbox that answers at once":
      await mobile.answers();
      mobile.ear.speaks(mediaOf(mobile.ringing.invite.body), "PCMA", 500); // its greeting
      return mobile;
    case "presses nothing":
      mobile.ringing.ring();
      await mobile.answers();
      return mobile;
    case "is a mailbox that answers at the deadline":
      mobile.ringing.ring();
      await pause(ANSWER_TIME_MS);
      await mobile.answers();
      return mobile;
    case "never answers":
      mobile.ringing.ring();
      return mobile;
  }
}

/** A telephone's own time, which no event tells. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
