import { Gauge } from "prom-client";
import type { Metrics } from "./metrics.ts";

/** An engine that does not tell at once tells nothing: a scrape must not hang. */
const ANSWER_WITHIN_MS = 500;

/**
 * What our own engines hold now (transactions, dialogs, channels, sockets …), asked at each scrape, as
 * `offhook_engine_count{engine, what}`. All are back where they were when nothing goes on.
 *
 * @param urls  by engine; undefined: an engine of others, which has metrics of its own
 */
export function countEngines({ registry }: Metrics, urls: Readonly<Record<string, string | undefined>>): void {
  new Gauge({
    name: "offhook_engine_count",
    help: "What an embedded engine holds at this moment",
    labelNames: ["engine", "what"],
    registers: [registry],
    async collect() {
      this.reset();
      for (const [engine, url] of Object.entries(urls)) {
        for (const [what, count] of Object.entries(url === undefined ? {} : await countsOf(url)))
          this.set({ engine, what }, count);
      }
    },
  });
}

async function countsOf(url: string): Promise<Readonly<Record<string, number>>> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const counts = (await answer.json()) as Record<string, unknown>;
    return Object.fromEntries(
      Object.entries(counts).filter((entry): entry is [string, number] => typeof entry[1] === "number"),
    );
  } catch {
    return {}; // it is being started again: /readyz tells
  }
}
