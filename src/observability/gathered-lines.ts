import type { DestinationStream } from "pino";

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
 * Writes the lines of a moment by one system call. Lines that say that all goes its way wait for a moment; a warning, and
 * whatever else is written, takes them along at once.
 *
 * @param inAMoment  does what it is given a little later, with what else waits then
 */
export function gatheredLines(write: (text: string) => void, inAMoment: (work: () => void) => void): GatheredLines {
  let waiting = "";
  const flush = (): void => {
    const text = waiting;
    waiting = "";
    if (text !== "") write(text);
  };
  return {
    write(line) {
      if (waiting === "") inAMoment(flush);
      waiting += line;
      if (!CALM.test(line) || waiting.length > MOST_CHARACTERS) flush();
    },
    flush,
  };
}
