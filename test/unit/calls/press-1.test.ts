import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseE164, type E164 } from "../../../src/vocabulary/e164.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import type { RingGroupId, UserId } from "../../../src/vocabulary/identifiers.ts";
import { loudSeconds, shareOf, type Sound } from "../../support/audio.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import { keysSdp, mediaOf, VOICE_HZ, type Mobile } from "../../support/mobile.ts";
import { gathering, HABITS, live, secondAfterMs, type Habit } from "./press-1-habits.ts";
import type { Phone } from "../../support/phone.ts";
import { header, isRequest, methodOf } from "../../support/sip-text.ts";

const ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"';
const ANSWER_TIME_MS = 5_000;
/** A prompt that plays when the time is up may come to its end. */
const LAST_WORDS_MS = 5_000;
const TOLERANCE_MS = 1_000;
/** A 180 may need a while to reach us on a busy machine. */
const EARLY_MS = 500;
/** Well before the deadline: half a hundred calls begin in the same moment here. */
const AT_ONCE_MS = 4_000;
/** Silence may last no longer than this for any party. */
const LONGEST_SILENCE_MS = 2_000;
/** So many calls at a time, each a little later: what is measured is the PBX, not how many it takes in one moment. */
const WAVE = 24;
const EACH_LATER_MS = 50;

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
  /** How long the caller heard nothing: until it rang, and between the ringing and a voice. */
  readonly silentMs: number;
  /** What the caller was told before the answer. */
  readonly provisional: readonly string[];
  /** The Reason of whatever stopped the desk phone that rang too. */
  readonly deskWasTold: string | undefined;
  /** Of two who pressed 1: how many got the call, and what the others were told. */
  readonly winners?: number;
  readonly losersWereTold?: readonly string[];
}

let pbx: Office;
let provider: Phone;
let endings: Map<Cell, Promise<Ending>>;

beforeAll(async () => {
  pbx = await openOffice({ speaks: true });
  provider = await pbx.phone();
  await trustedTrunk(pbx, ["127.0.0.1"], { port: provider.port });
  // All of the matrix forwards at once: far more than a company may by itself.
  await changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { limits: { simultaneousCalls: 200 } }));
  const offices = await Promise.all(CELLS.map((cell, index) => layOut(cell, index)));
  endings = new Map();
  let before: Promise<unknown> = Promise.resolve();
  for (let first = 0; first < CELLS.length; first += WAVE) {
    const wave = CELLS.slice(first, first + WAVE).map((cell, nth) => {
      const ending = before.then(() => pbx.pause(nth * EACH_LATER_MS)).then(() => offices[first + nth]!.play());
      ending.catch(() => undefined); // its own test tells
      endings.set(cell, ending);
      return ending;
    });
    before = Promise.allSettled(wave);
  }
}, 60_000);
afterAll(async () => {
  await Promise.allSettled(endings.values());
  try {
    await pbx.idle(); // of all these calls nothing is left: no call, no dialog, no media channel
  } finally {
    await pbx[Symbol.asyncDispose]();
  }
}, 60_000);

describe.each(CELLS)("the callee who answers $habit, called by $via, ringing devices: $ringDevices:", (cell) => {
  it("the caller ends with a human or our voicemail, in time, and is never left in silence", async () => {
    const ending = await endings.get(cell)!;
    const accepts = cell.habit.includes("press 1") || cell.habit.startsWith("presses 1");
    const isThere = accepts && cell.habit !== "presses 1 and is never heard of again";
    expect(ending.with).toBe(isThere ? "mobile" : "our mailbox");
    const [earliestMs, latestMs] = timesOf(cell);
    expect(ending.afterMs).toBeGreaterThan(earliestMs);
    expect(ending.afterMs).toBeLessThan(latestMs);
    expect(ending.silentMs).toBeLessThan(LONGEST_SILENCE_MS);
    expect(new Set(ending.provisional)).toEqual(new Set(["< 180 INVITE"])); // a 183 would end the caller's own ringing tone
    if (cell.ringDevices) expect(ending.deskWasTold).toBe(accepts ? ELSEWHERE : "");
    if (secondAfterMs(cell.habit) === undefined) return;
    expect(ending.winners).toBe(1);
    expect(ending.losersWereTold).toEqual([ELSEWHERE]);
  });
});

/** When the caller may and must have a party to talk to. */
function timesOf({ habit, ringDevices }: Cell): readonly [number, number] {
  const atTheDeadline = [ANSWER_TIME_MS - EARLY_MS, ANSWER_TIME_MS + TOLERANCE_MS] as const;
  switch (habit) {
    case "presses 1":
    case "presses 1 by INFO":
    case "presses 1 on a line that knows tones only":
    case "presses 1 and keeps its own session":
    case "is one of two who press 1 in the same moment":
    case "is one of two who press 1 within 25 ms":
    case "is one of two who press 1 within 50 ms":
    case "presses 3":
      return [0, AT_ONCE_MS];
    case "presses 2":
    case "presses a wrong key":
    case "hangs up in the prompt":
      return ringDevices ? atTheDeadline : [0, AT_ONCE_MS];
    case "presses 1 and is never heard of again": // a callee who has pressed it is given four seconds
    case "never answers":
      return habit === "never answers" ? atTheDeadline : [0, ANSWER_TIME_MS + TOLERANCE_MS + AT_ONCE_MS];
    case "is a mailbox that answers at the deadline": // a moment before it, and it is asked
    case "presses nothing":
    case "is a mailbox that answers at once":
    case "is a mailbox that answers after a fifth of the time":
    case "is a mailbox that answers after four fifths of the time":
    case "announces itself in 183, then is a mailbox":
      return [ANSWER_TIME_MS - EARLY_MS, ANSWER_TIME_MS + LAST_WORDS_MS + TOLERANCE_MS];
  }
}

/** The people, numbers and phones of one cell. */
async function layOut(cell: Cell, index: number): Promise<{ readonly play: () => Promise<Ending> }> {
  const people: Person[] = [];
  for (let nth = 0; nth < (secondAfterMs(cell.habit) === undefined ? 1 : 2); nth++) {
    const number = String(index * 2 + nth).padStart(3, "0");
    people.push(await pbx.person(`4${number}`, `+33170004${number}`));
  }
  const mobiles = people.map(({ number }) => parseE164(number.replace("+33170", "+33699"))!);
  const [first] = people;
  let desk: Phone | undefined;
  if (cell.ringDevices) {
    desk = await pbx.phone();
    pbx.registers(first!, desk);
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
      await changeSettings(pbx, (draft) =>
        draft.add("number", { number: dialled, destination: { kind: "ring-group", id: group } }),
      );
    } else dialled = await reception(index, group, cell.ringDevices ? desk : undefined);
  }
  return { play: () => play(cell, dialled, mobiles, desk) };
}

function forward(user: UserId, number: E164, ringDevices: boolean): Promise<unknown> {
  const forwarding = { enabled: true, number, ringDevices, requireKeyPress: true };
  return changeSettings(pbx, (draft) => draft.change("user", user, { forwarding }));
}

async function addGroup(extension: string, members: UserId[], mailbox: UserId): Promise<RingGroupId> {
  let id: RingGroupId | undefined;
  await changeSettings(pbx, (draft) => {
    const overflow = { kind: "mailbox", id: mailbox } as const;
    const more = { members, overflow, ringTimeSeconds: ANSWER_TIME_MS / 1_000 };
    id = draft.add("ring-group", { name: `Group ${extension}`, extension: parseExtension(extension)!, ...more }).id;
  });
  return id!;
}

/** A person whose calls go to the group by forwarding. */
async function reception(index: number, group: RingGroupId, desk: Phone | undefined): Promise<E164> {
  const suffix = String(index).padStart(3, "0");
  const person = await pbx.person(`6${suffix}`, `+33170006${suffix}`);
  const number = pbx.settings.snapshot.ringGroup(group)!.extension;
  const forwarding = { enabled: true, number, ringDevices: desk !== undefined, requireKeyPress: true };
  await changeSettings(pbx, (draft) => draft.change("user", person.id, { forwarding }));
  return person.number;
}

/** One call, from its INVITE to the caller's hang-up. */
async function play(cell: Cell, dialled: E164, numbers: readonly E164[], desk: Phone | undefined): Promise<Ending> {
  const caller = await pbx.phone();
  await using ear = await pbx.ear();
  const startedAtMs = pbx.clock.nowMs();
  const call = caller.call(pbx.port, dialled, { sdp: keysSdp(ear.port) });
  const deskWasTold = desk === undefined ? undefined : ringsUntilStopped(desk);
  const { habit } = cell;
  const together = gathering(
    numbers.map((_, nth) => (nth === 0 ? 0 : (secondAfterMs(habit) ?? 0))),
    pbx.clock,
  );
  const lives = numbers.map((number) => live({ provider, number, habit, answerTimeMs: ANSWER_TIME_MS, together }));
  await call.provisional();
  const ringsAtMs = pbx.clock.nowMs();
  const callerSide = await call.answered();
  const answeredAtMs = pbx.clock.nowMs();
  const provisional = caller.ladder.filter((rung) => /^< 18/.test(rung));
  await ear.hearsSomething();
  const hearsAtMs = pbx.clock.nowMs();
  // The end of the key may be the first that is heard: as a tone it lasts 300 ms.
  const voice = () => ear.heard({ sinceMs: hearsAtMs + 350 });
  await pbx.until(() => expect(loudSeconds(voice())).toBeGreaterThan(0.2), 5_000);
  const mobiles = await Promise.all(lives);
  const winners = mobiles.filter((mobile) => wins(mobile, callerSide.response.body, voice()));
  const told = await deskWasTold;
  const losers = mobiles.filter((mobile) => !winners.includes(mobile));
  const losersWereTold = await Promise.all(losers.map((mobile) => wasTold(mobile)));
  await callerSide.bye();
  for (const mobile of winners) await mobile.dialog.received("BYE");
  for (const mobile of mobiles) await mobile[Symbol.asyncDispose]();
  return {
    ...{ with: winners.length > 0 ? "mobile" : "our mailbox", afterMs: answeredAtMs - ringsAtMs, provisional },
    silentMs: Math.max(ringsAtMs - startedAtMs, hearsAtMs - answeredAtMs),
    deskWasTold: told,
    ...(numbers.length > 1 ? { winners: winners.length, losersWereTold } : {}),
  };
}

/** The caller's sound is this mobile's: it comes from there, or by way of the media server. */
function wins(mobile: Mobile, answer: string, heard: Sound): boolean {
  const isItsVoice = shareOf(VOICE_HZ, heard) > 0.8;
  if (mobile.wasJoined === "directly") return isItsVoice && mediaOf(answer).port === mobile.ear.port;
  return isItsVoice && mobile.wasJoined !== undefined;
}

async function ringsUntilStopped(desk: Phone): Promise<string> {
  const ringing = await desk.incoming();
  ringing.ring();
  return header(await ringing.cancelled(), "reason");
}

/** A mobile that was not connected is called no more: CANCEL, BYE, or its own hang-up; the Reason it got. */
async function wasTold(mobile: Mobile): Promise<string> {
  const { phone } = mobile.ringing;
  const callId = mobile.ringing.header("call-id");
  if (mobile.hungUp) return "";
  const end = await phone.next(
    "CANCEL or BYE",
    (message) => ["CANCEL", "BYE"].includes(methodOf(message)) && header(message, "call-id") === callId,
  );
  if (isRequest(end, "CANCEL") && !mobile.hasAnswered) mobile.ringing.refuse(487);
  return header(end, "reason");
}
