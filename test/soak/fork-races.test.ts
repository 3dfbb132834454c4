import { describe, expect, it } from "vitest";
import { ForkRace } from "./fork-races.ts";

/** Each run has a seed of its own; FORK_SEED=n runs that one again. `npm run test:soak` asks for more runs. */
const RUNS = Number(process.env["FORK_RUNS"] ?? 1_000);
const FIRST_SEED = Number(process.env["FORK_SEED"] ?? 20_261_122);
const COUNT = process.env["FORK_SEED"] === undefined ? RUNS : 1;

describe("two to ten telephones, a caller who may give up at any moment, and messages that cross", () => {
  it(`end in one decision, on time, with the right Reason for every loser and nothing left: ${COUNT} runs`, () => {
    const failures: string[] = [];
    for (let seed = FIRST_SEED; seed < FIRST_SEED + COUNT; seed++) {
      const faults = new ForkRace(seed).run();
      if (faults.length > 0) failures.push(`FORK_SEED=${seed}: ${faults.join("; ")}`);
    }
    expect(failures.slice(0, 5)).toEqual([]);
  });
});
