import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import { loudSeconds, shareOf } from "../../support/audio.ts";
import type { RtpPeer } from "../../support/rtp-peer.ts";
import { changeSettings, openOffice, trustedTrunk, type Office } from "../../support/office.ts";
import { keysSdp, mediaOf, VOICE_HZ, type Mobile } from "../../support/mobile.ts";
import { gathering, HABITS, live, secondAfterMs, type Habit } from "./press-1-habits.ts";
import type { Phone } from "../../support/phone.ts";

const ANSWER_TIME_MS = 5_000;
/** A prompt that plays when the time is up may come to its end. */
const LAST_WORDS_MS = 5_000;
const TOLERANCE_MS = 1_500;
const RINGING_HERTZ = 440;
/** All cells are played at once, each a little later. */
const EACH_LATER_MS = 60;

interface Cell {
  readonly habit: Habit;
  readonly ringDevices: boolean;
}
const CELLS: readonly Cell[] = HABITS.filter((habit) => secondAfterMs(habit) === undefined).flatMap((habit) =>
  [false, true].map((ringDevices) => ({ habit, ringDevices })),
);

interface Ending {
  readonly with: "mobile" | "our mailbox";
  /** After the caller heard it ring. */
  readonly afterMs: number;
}

let pbx: Office;
let provider: Phone;
let endings: Map<Cell, Promise<Ending>>;

beforeAll(async () => {
  pbx = await openOffice({ speaks: true });
  provider = await pbx.phone();
  await trustedTrunk(pbx, ["127.0.0.1"], { port: provider.port });
  await changeSettings(pbx, (draft) => draft.change("tenant", draft.tenantId, { limits: { simultaneousCalls: 200 } }));
  const plays = await Promise.all(CELLS.map(layOut));
  endings = new Map(
    CELLS.map((cell, index) => {
      const ending = pbx.pause(index * EACH_LATER_MS).then(() => plays[index]!());
      ending.catch(() => undefined); // its own test tells
      return [cell, ending];
    }),
  );
}, 60_000);
afterAll(async () => {
  await Promise.allSettled(endings.values());
  try {
    await pbx.idle();
  } finally {
    await pbx[Symbol.asyncDispose]();
  }
}, 60_000);

describe.each(CELLS)("behind a receptionist, the callee who answers $habit, ringing devices: $ringDevices:", (cell) => {
  it("the caller ends with a human or our voicemail, in time", async () => {
    const ending = await endings.get(cell)!;
    const accepts = cell.habit.startsWith("presses 1") && cell.habit !== "presses 1 and is never heard of again";
    expect(ending.with).toBe(accepts ? "mobile" : "our mailbox");
    expect(ending.afterMs).toBeLessThan(ANSWER_TIME_MS + LAST_WORDS_MS + TOLERANCE_MS);
    if (accepts) expect(ending.afterMs).toBeLessThan(ANSWER_TIME_MS);
  });
});

/** The person, the mobile, the receptionist and the number of one cell. */
async function layOut({ habit, ringDevices }: Cell, index: number): Promise<() => Promise<Ending>> {
  const digits = String(index).padStart(3, "0");
  const person = await pbx.person(`4${digits}`, `+33170004${digits}`);
  const mobileNumber = parseE164(`+33612000${digits}`)!;
  const did = parseE164(`+33170005${digits}`)!;
  await changeSettings(pbx, (draft) => {
    const number = mobileNumber;
    draft.change("user", person.id, { forwarding: { enabled: true, number, ringDevices, requireKeyPress: true } });
    const keys = { "1": { kind: "user", id: person.id } } as const;
    const { id } = draft.add("receptionist", { name: `R ${digits}`, extension: parseExtension(`5${digits}`)!, keys });
    draft.add("number", { number: did, destination: { kind: "receptionist", id } });
  });
  if (ringDevices) {
    const desk = await pbx.phone();
    pbx.registers(person, desk);
    void desk.incoming().then(async (ringing) => {
      ringing.ring();
      await ringing.cancelled();
    });
  }
  return () => play(did, habit, mobileNumber);
}

async function play(did: string, habit: Habit, number: Parameters<typeof live>[0]["number"]): Promise<Ending> {
  await using ear = await pbx.ear();
  const phone = await pbx.phone();
  const call = await phone.call(pbx.port, did, { sdp: keysSdp(ear.port) }).answered();
  ear.speaks(mediaOf(call.response.body), "PCMA", 0);
  await ear.hearsSomething(); // the greeting, which a key ends
  ear.presses("1");
  void call.received("INVITE").then(
    (offer) => call.respond(offer, 200, keysSdp(ear.port)),
    () => undefined, // there is no callee to be joined with
  );
  await ear.hears(RINGING_HERTZ, { withinMs: 8_000 });
  const rangAtMs = pbx.clock.nowMs();
  const mobile: Mobile = await live({
    provider,
    number,
    habit,
    answerTimeMs: ANSWER_TIME_MS,
    together: gathering([0], pbx.clock),
  });
  if (!mobile.hasAnswered) void mobile.ringing.cancelled();
  const ending = await Promise.race([talks(ear, mobile), toMailbox(did)]);
  const afterMs = pbx.clock.nowMs() - rangAtMs;
  await call.bye();
  await mobile[Symbol.asyncDispose]();
  return { with: ending, afterMs };
}

/** The caller hears the mobile's voice, and none but its. */
async function talks(ear: RtpPeer, mobile: Mobile): Promise<"mobile"> {
  for (;;) {
    await pbx.pause(50);
    const heard = ear.heard({ sinceMs: pbx.clock.nowMs() - 300 });
    if (mobile.hasAnswered && loudSeconds(heard) > 0.1 && shareOf(VOICE_HZ, heard) > 0.8) return "mobile";
  }
}

async function toMailbox(did: string): Promise<"our mailbox"> {
  for (;;) {
    await pbx.pause(50);
    if (pbx.calls.live().some(({ to, state }) => to === did && state === "voicemail")) return "our mailbox";
  }
}
