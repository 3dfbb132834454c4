import { once } from "node:events";
import { startApplication, type ApplicationParts } from "./app.ts";
import { logLibraryLines } from "./observability/library-lines.ts";
import { gatheredLines } from "./observability/gathered-lines.ts";
import { createLogger } from "./observability/logging.ts";
import { systemClock } from "./runtime/clock.ts";
import { failureText } from "./runtime/failure-text.ts";
import { atNextBeat } from "./runtime/gather-writes.ts";
import { HURRY, LIVES_EACH_MS, type FromWorker, type RestartsNews, type ToWorker } from "./worker-messages.ts";

/** One application process of several, from the parts it is sent until it is told to end or its parent is gone. */
export async function runWorker(): Promise<void> {
  process.on("SIGINT", () => undefined); // a terminal sends it to all of us; the parent says when to end
  const orphaned = once(process, "disconnect");
  const told = Promise.race([once(process, "SIGTERM"), orphaned]);
  const hurry = new AbortController();
  void orphaned.then(() => hurry.abort()); // with the parent go the engines
  let counts: RestartsNews["restarts"] = {};
  const sent = new Promise<ApplicationParts>((resolve) => {
    process.on("message", (message: ToWorker) => {
      if (message === HURRY) hurry.abort();
      else if ("restarts" in message) counts = message.restarts;
      else resolve(message);
    });
  });
  const say = (word: FromWorker): void => {
    if (process.connected) process.send?.(word);
  };
  say({ kind: "listens" });
  void (async () => {
    for (;;) {
      await systemClock.sleep(LIVES_EACH_MS);
      say({ kind: "lives" });
    }
  })();
  const parts = await Promise.race([sent, told.then(() => undefined)]);
  if (parts === undefined) return; // the start has failed, or was given up
  const lines = gatheredLines(
    (line) => void process.send?.({ line }),
    (flush) => void atNextBeat(systemClock, flush),
  );
  process.on("exit", () => lines.flush());
  const logger = createLogger(parts.environment.logLevel, lines);
  logLibraryLines(logger);
  try {
    await using _application = await startApplication(parts, { logger, hurry: hurry.signal, restarts: () => counts });
    say({ kind: "ready" });
    await told;
  } catch (failure) {
    say({ kind: "failed", reason: failureText(failure) });
    await told;
  }
}
