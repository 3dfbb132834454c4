import { afterAll } from "vitest";
import { systemClock, type Clock } from "../../../../src/runtime/clock.ts";
import { SimulatedTime } from "../../../support/simulated-time.ts";

const isOurs = (name: string): boolean => process.env[name]?.startsWith("embedded:") ?? true;

/** Whether the servers under test are our own, in this process. */
const EMBEDDED = isOurs("MEDIA_URL") && isOurs("SIGNALLING_URL");

/** The time of engines, callers and tests: it passes by itself, unless other programs are under test. */
const simulated = EMBEDDED ? new SimulatedTime() : undefined;
export const clock: Clock = simulated ?? systemClock;
if (simulated !== undefined) afterAll(() => simulated[Symbol.asyncDispose]());
