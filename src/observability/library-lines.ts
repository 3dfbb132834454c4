import { format } from "node:util";
import type { Logger } from "./logging.ts";

/** A library's text may show a whole message with keys or numbers below its first line. */
const MOST_CHARACTERS = 200;

/** Libraries write to the console: into the log with it, for developers, so that standard output stays one JSON object a line. */
export function logLibraryLines(logger: Logger): void {
  for (const method of ["log", "info", "warn", "error"] as const)
    console[method] = (...said: unknown[]): void => {
      const [text = ""] = format(...said).split("\n", 1);
      logger.debug({ event: "library.says", text: text.slice(0, MOST_CHARACTERS) }, "a library says");
    };
}
