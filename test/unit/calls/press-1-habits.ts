import type { Clock } from "../../../src/runtime/clock.ts";
import type { E164 } from "../../../src/vocabulary/e164.ts";
import { mediaOf, Mobile } from "../../support/mobile.ts";
import type { Phone } from "../../support/phone.ts";

/** What people and machines do when a forwarded call reaches them. */
export const HABITS = [
  "presses 1",
  "presses 1 by INFO",
  "presses 1 on a line that knows tones only",
  "presses 1 and keeps its own session",
  "presses 1 and is never heard of again",
  "presses 2",
  "presses 3",
  "presses a wrong key",
  "presses nothing",
  "hangs up in the prompt",
  "is a mailbox that answers at once",
  "is a mailbox that answers after a fifth of the time",
  "is a mailbox that answers after four fifths of the time",
  "is a mailbox that answers at the deadline",
  "announces itself in 183, then is a mailbox",
  "never answers",
  "is one of two who press 1 in the same moment",
  "is one of two who press 1 within 25 ms",
  "is one of two who press 1 within 50 ms",
] as const;
export type Habit = (typeof HABITS)[number];

/** How much later the second of two presses 1; undefined: there is only one. */
export function secondAfterMs(habit: Habit): number | undefined {
  if (!habit.startsWith("is one of two")) return undefined;
  return Number(/(\d+) ms$/.exec(habit)?.[1] ?? 0);
}

export interface Life {
  readonly provider: Phone;
  readonly number: E164;
  readonly habit: Habit;
  readonly answerTimeMs: number;
  /** Of several: waits until all of them have come so far, then its own turn. */
  readonly together: () => Promise<void>;
}

/** What the mobile does; resolves once it has done it, and does not wait for what becomes of it. */
export async function live(life: Life): Promise<Mobile> {
  const { provider, number, habit, answerTimeMs } = life;
  const { clock } = provider;
  const mobile = await Mobile.called(provider, number);
  switch (habit) {
    case "presses 1":
    case "presses 1 by INFO":
    case "presses 1 on a line that knows tones only":
    case "presses 1 and keeps its own session":
    case "presses 1 and is never heard of again":
    case "is one of two who press 1 in the same moment":
    case "is one of two who press 1 within 25 ms":
    case "is one of two who press 1 within 50 ms":
      await pressesOne(mobile, life);
      return mobile;
    case "presses 2":
    case "presses 3":
    case "presses a wrong key":
      await listens(mobile);
      mobile.ear.presses(habit === "presses 2" ? "2" : habit === "presses 3" ? "3" : "7");
      return mobile;
    case "hangs up in the prompt":
      await listens(mobile);
      await mobile.hangsUp();
      return mobile;
    case "announces itself in 183, then is a mailbox":
      mobile.ringing.early(mobile.sdp);
      await clock.sleep(answerTimeMs / 5);
      return greets(mobile);
    case "is a mailbox that answers at once":
      return greets(mobile);
    case "presses nothing":
      mobile.ringing.ring();
      await mobile.answers();
      return mobile;
    case "is a mailbox that answers after a fifth of the time":
      mobile.ringing.ring();
      await clock.sleep(answerTimeMs / 5);
      return greets(mobile);
    case "is a mailbox that answers after four fifths of the time":
      mobile.ringing.ring();
      await clock.sleep((answerTimeMs * 4) / 5);
      return greets(mobile);
    case "is a mailbox that answers at the deadline":
      mobile.ringing.ring();
      await clock.sleep(answerTimeMs);
      return greets(mobile);
    case "never answers":
      mobile.ringing.ring();
      return mobile;
  }
}

/** Picks up, and hears the prompt begin. */
async function listens(mobile: Mobile): Promise<void> {
  mobile.ringing.ring();
  await mobile.answers();
  await mobile.listens();
}

async function pressesOne(mobile: Mobile, { habit, together }: Life): Promise<void> {
  mobile.hasEvents = habit !== "presses 1 on a line that knows tones only";
  await listens(mobile);
  await together();
  const afterwards =
    habit === "presses 1 and keeps its own session"
      ? mobile.staysWhereItIs()
      : habit === "presses 1 and is never heard of again"
        ? mobile.fallsSilent()
        : mobile.joined();
  afterwards.catch(() => undefined); // one of two is never joined
  if (habit === "presses 1 by INFO") await mobile.pressesByInfo("1");
  else if (mobile.hasEvents) mobile.ear.presses("1");
  else mobile.ear.playsKey("1");
}

/** A mailbox talks to the caller who is there. */
async function greets(mobile: Mobile): Promise<Mobile> {
  await mobile.answers();
  mobile.ear.speaks(mediaOf(mobile.ringing.invite.body), "PCMA", 500);
  return mobile;
}

/** For several who do something together: each waits for the last, and then for its own delay. */
export function gathering(delaysMs: readonly number[], clock: Clock): () => Promise<void> {
  let arrived = 0;
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return async () => {
    const delayMs = delaysMs[arrived++] ?? 0;
    if (arrived === delaysMs.length) open();
    await opened;
    if (delayMs > 0) await clock.sleep(delayMs);
  };
}
