import type { DestinationStream } from "pino";
import type { Clock } from "../runtime/clock.ts";
import { atNextBeat } from "../runtime/gather-writes.ts";

/** So many characters leave at once, whether a beat is due or not. */
const MOST_CHARACTERS = 65_536;
/** Lines of pino begin with their level: 30 is info, 40 a warning. */
const CALM = /^\{"level":[1-3]\d,/;

/** Where log lines go that leave together. */
export interface GatheredLines extends DestinationStream {
  /** What waits leaves now: at the end of the process. */
  flush(): void;
}

/**
 * Writes the lines of a moment by one system call. Lines that say that all goes its way wait for the next beat; a warning, and
 * whatever else is written, takes them along at once.
 */
export function gatheredLines(write: (text: string) => void, clock: Clock): GatheredLines {
  let waiting = "";
  const flush = (): void => {
    const text = waiting;
    waiting = "";
    if (text !== "") write(text);
  };
  return {
    write(line) {
      if (waiting === "") atNextBeat(clock, flush);
      waiting += line;
      if (!CALM.test(line) || waiting.length > MOST_CHARACTERS) flush();
    },
    flush,
  };
}
