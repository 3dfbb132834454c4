import { afterEach } from "vitest";

/** So many of the newest lines of each are shown. */
const SHOWN_LINES = 60;

interface Witness {
  readonly name: string;
  readonly lines: () => readonly string[];
  /** Lines that were there when the test began: an earlier test's. */
  since: number;
  isGone: boolean;
}

const witnesses = new Set<Witness>();

/** What this one has seen is shown beside a test that fails: also when it has gone with the end of its test. */
export function tellAtFailure(name: string, lines: () => readonly string[]): Disposable {
  const witness: Witness = { name, lines, since: 0, isGone: false };
  witnesses.add(witness);
  return { [Symbol.dispose]: () => void (witness.isGone = true) };
}

/** Of every test of a file; vitest runs a setup file before each. */
export function showAtFailure(): void {
  afterEach(({ task }) => {
    const isFailure = task.result?.state === "fail";
    for (const witness of witnesses) {
      const lines = witness.lines();
      const seen = lines.slice(witness.since).slice(-SHOWN_LINES);
      if (isFailure && seen.length > 0)
        process.stderr.write(`\n${task.name}: ${witness.name} said\n${seen.join("\n")}\n`);
      witness.since = lines.length;
      if (witness.isGone) witnesses.delete(witness);
    }
  });
}
