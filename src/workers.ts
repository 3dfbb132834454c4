import cluster from "node:cluster";
import type { Worker } from "node:cluster";
import { once } from "node:events";
import type { DestinationStream } from "pino";
import type { ApplicationParts } from "./app.ts";
import { startApplication } from "./app.ts";
import { createLogger } from "./observability/logging.ts";
import type { Logger } from "./observability/logging.ts";
import { systemClock } from "./runtime/clock.ts";
import type { Running } from "./runtime/keep-running.ts";
import { keep } from "./setup/embedded.ts";

type FromWorker =
  /** It can be sent its parts. */
  { readonly kind: "listens" } | { readonly kind: "ready" } | { readonly kind: "failed"; readonly reason: string };
type Outcome = Exclude<FromWorker, { kind: "listens" }>;

/** Connecting to Redis and the engines takes a moment, on a busy machine a long one. */
const READY_WITHIN_MS = 30_000;
/** A worker that has been told to end gets this long for its calls. */
const END_WITHIN_MS = 10_000;

/** Several application processes on the same engines; each may get any call, and all serve the same HTTP port. */
export async function startWorkers(
  parts: ApplicationParts,
  logger: Logger,
  destination: DestinationStream,
): Promise<AsyncDisposable> {
  cluster.setupPrimary({ args: [] });
  const workers: AsyncDisposable[] = [];
  const kept = { clock: systemClock, logger, own: (worker: AsyncDisposable) => void workers.push(worker) };
  // All at once: each may take its time for the calls it has.
  const end = async (): Promise<void> => {
    await Promise.all(workers.map((worker) => worker[Symbol.asyncDispose]()));
  };
  try {
    for (let index = 1; index <= parts.environment.workers; index++) {
      await keep(`worker-${index}`, () => startWorker(parts, destination), kept);
    }
  } catch (failure) {
    await end();
    throw failure;
  }
  return { [Symbol.asyncDispose]: end };
}

async function startWorker(parts: ApplicationParts, destination: DestinationStream): Promise<Running> {
  const worker = cluster.fork();
  const exited = new Promise<string>((resolve) => {
    worker.once("exit", (code, signal) => resolve(`ended with ${signal || `code ${code}`}`));
  });
  worker.on("message", ({ line, kind }: { line?: string } & Partial<FromWorker>) => {
    if (line !== undefined) destination.write(line);
    // Not before: Node itself hears a worker's messages from its birth, and what it hears before us is lost.
    if (kind === "listens") worker.send(parts, () => undefined);
  });
  const tooLate = new AbortController();
  const first = await Promise.race([
    firstWord(worker),
    exited.then((reason) => ({ kind: "failed", reason }) as const),
    systemClock.sleep(READY_WITHIN_MS, tooLate.signal).then(
      () => ({ kind: "failed", reason: `the application process was not ready within ${READY_WITHIN_MS} ms` }) as const,
      () => ({ kind: "ready" }) as const,
    ),
  ]);
  tooLate.abort();
  if (first.kind === "failed") {
    await endWorker(worker, exited);
    throw new Error(first.reason);
  }
  return { exited, [Symbol.asyncDispose]: () => endWorker(worker, exited) };
}

/** How its start came out. */
function firstWord(worker: Worker): Promise<Outcome> {
  return new Promise((resolve) => {
    worker.on("message", (message: FromWorker | { readonly kind?: undefined }) => {
      if (message.kind === "ready" || message.kind === "failed") resolve(message);
    });
  });
}

async function endWorker(worker: Worker, exited: Promise<string>): Promise<void> {
  worker.process.kill("SIGTERM");
  const kill = systemClock.arm(END_WITHIN_MS, () => worker.process.kill("SIGKILL"));
  await exited;
  kill.disarm();
}

/** The other side: one application process, from the parts it is sent until it is told to end or its parent is gone. */
export async function runWorker(): Promise<void> {
  process.on("SIGINT", () => undefined); // a terminal sends it to all of us; the parent says when to end
  const told = Promise.race([once(process, "SIGTERM"), once(process, "disconnect")]);
  const sent = once(process, "message");
  const say = (word: FromWorker): void => void process.send?.(word);
  say({ kind: "listens" });
  const [parts] = (await sent) as [ApplicationParts];
  const logger = createLogger(parts.environment.logLevel, { write: (line) => void process.send?.({ line }) });
  try {
    await using _application = await startApplication(parts, logger);
    say({ kind: "ready" });
    await told;
  } catch (failure) {
    say({ kind: "failed", reason: failure instanceof Error ? failure.message : String(failure) });
    await told;
  }
}
