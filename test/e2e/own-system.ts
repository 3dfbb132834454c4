import { expect } from "vitest";
import type { Device } from "../support/api-client.ts";
import { Offhook, type OffhookOptions, type Person } from "../support/offhook.ts";
import { provider, telephone } from "./office.ts";

/** What the provider sees of a call that is answered, and that it ends. */
export const ANSWERED = ["> INVITE", "< 100", "< 180", "< 200 INVITE", "> ACK", "> BYE", "< 200 BYE"];

/** The provider calls this person, whose telephone answers. */
export async function answersACall(pbx: Offhook, person: Person, device: Device): Promise<void> {
  await using desk = await telephone(pbx, device, { scenario: "phone-answers" });
  await using caller = await provider(pbx, person.number);
  await Promise.all([caller.succeeds(), desk.succeeds()]);
  expect(caller.ladder).toEqual(ANSWERED);
}

/** A started Offhook and one person with a phone, for tests that end or hurt it. */
export async function system(options: OffhookOptions = {}) {
  const pbx = await Offhook.start(options);
  try {
    await pbx.addTrunk();
    const [person, device] = await pbx.personWithPhone();
    return { pbx, person, device, [Symbol.asyncDispose]: () => pbx[Symbol.asyncDispose]() };
  } catch (failure) {
    await pbx[Symbol.asyncDispose]();
    throw failure;
  }
}
