import { describe, expect, it } from "vitest";
import { CallRace } from "./call-races.ts";

/** Each run has a seed of its own; CALL_SEED=n runs that one again. `npm run test:soak` asks for more runs. */
const RUNS = Number(process.env["CALL_RUNS"] ?? 1_000);
const FIRST_SEED = Number(process.env["CALL_SEED"] ?? 20_261_122);
const COUNT = process.env["CALL_SEED"] === undefined ? RUNS : 1;

describe("a call that rings two to ten telephones, some of them asked for a key, while messages cross", () => {
  it(`is bridged once at most, and leaves no dialog, media endpoint or timer behind: ${COUNT} runs`, async () => {
    const failures: string[] = [];
    for (let seed = FIRST_SEED; seed < FIRST_SEED + COUNT; seed++) {
      const faults = await new CallRace(seed).run();
      if (faults.length > 0) failures.push(`CALL_SEED=${seed}: ${faults.join("; ")}`);
    }
    expect(failures.slice(0, 5)).toEqual([]);
  }, 300_000);
});
