import cluster from "node:cluster";
import type { Worker } from "node:cluster";
import { once } from "node:events";
import type { DestinationStream } from "pino";
import type { ApplicationParts } from "./app.ts";
import { startApplication } from "./app.ts";
import { logLibraryLines } from "./observability/library-lines.ts";
import { gatheredLines } from "./observability/gathered-lines.ts";
import { createLogger } from "./observability/logging.ts";
import type { Logger } from "./observability/logging.ts";
import { systemClock } from "./runtime/clock.ts";
import { atNextBeat } from "./runtime/gather-writes.ts";
import type { Alarm } from "./runtime/clock.ts";
import { isAborted } from "./runtime/aborted.ts";
import { failureText } from "./runtime/failure-text.ts";
import type { Running } from "./runtime/keep-running.ts";
import { keep } from "./setup/embedded.ts";
import type { Restarts } from "./setup/restarts.ts";

type FromWorker =
  /** It can be sent its parts. */
  | { readonly kind: "listens" }
  /** It doesn't stand still. */
  | { readonly kind: "lives" }
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly reason: string };
type Outcome = Exclude<FromWorker, { kind: "listens" | "lives" }>;

/** Connecting to Redis and the engines takes a moment, on a busy machine a long one. */
const READY_WITHIN_MS = 30_000;
/** Beyond the time that its calls have, a worker that has been told to end gets this long. */
const END_WITHIN_MS = 10_000;
/** How often a worker says that it lives. */
const LIVES_EACH_MS = 1_000;
/** One that has said nothing for so many times stands still: it is killed, another one ends its calls, and a new one serves. */
const SILENT_TIMES = 10;
/** To a worker: calls that go on are not waited for. */
const HURRY = "hurry";

export interface WorkersOptions {
  readonly logger: Logger;
  readonly destination: DestinationStream;
  /** Aborted when calls that go on shall not be waited for at the end. */
  readonly hurry: AbortSignal;
  readonly restarts: Restarts;
}

/** What workers are told of restarts. */
interface RestartsNews {
  readonly restarts: Readonly<Record<string, number>>;
}

/** Several application processes on the same engines; each may get any call, and all serve the same HTTP port. */
export async function startWorkers(parts: ApplicationParts, options: WorkersOptions): Promise<AsyncDisposable> {
  const { logger, restarts } = options;
  cluster.setupPrimary({ args: [] });
  const workers: AsyncDisposable[] = [];
  const kept = {
    ...{ clock: systemClock, logger, own: (worker: AsyncDisposable) => void workers.push(worker) },
    onRestart: (name: string) => restarts.note(name),
  };
  // All at once: each may take its time for the calls it has.
  const end = async (): Promise<void> => {
    await Promise.all(workers.map((worker) => worker[Symbol.asyncDispose]()));
  };
  try {
    const starting = Array.from({ length: parts.environment.workers }, (_, index) =>
      keep(`worker-${index + 1}`, () => startWorker(parts, options), kept),
    );
    await Promise.allSettled(starting); // none is still coming up when the first failure is reported
    await Promise.all(starting);
  } catch (failure) {
    await end();
    throw failure;
  }
  return { [Symbol.asyncDispose]: end };
}

async function startWorker(
  parts: ApplicationParts,
  { destination, hurry, restarts }: WorkersOptions,
): Promise<Running> {
  const worker = cluster.fork();
  const tell = (counts: RestartsNews["restarts"]): void => {
    if (worker.isConnected()) worker.send({ restarts: counts } satisfies RestartsNews, () => undefined);
  };
  const telling = restarts.onChange(tell);
  const exited = new Promise<string>((resolve) => {
    worker.once("exit", (code, signal) => {
      telling[Symbol.dispose]();
      resolve(`ended with ${signal || `code ${code}`}`);
    });
  });
  worker.on("message", ({ line, kind }: { line?: string } & Partial<FromWorker>) => {
    if (line !== undefined) destination.write(line);
    // Not before: Node itself hears a worker's messages from its birth, and what it hears before us is lost.
    if (kind !== "listens") return;
    worker.send(parts, () => undefined);
    tell(restarts.counts);
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
  const end = (drainSeconds: number): Promise<void> => endWorker(worker, exited, drainSeconds, hurry);
  if (first.kind === "failed") {
    await end(0);
    throw new Error(first.reason);
  }
  killWhenSilent(worker, exited); // not before: until then it reads the whole program, on a busy machine for long
  return { exited, [Symbol.asyncDispose]: () => end(parts.environment.drainSeconds) };
}

/** New calls and API requests that such a worker is given wait for ever. */
function killWhenSilent(worker: Worker, exited: Promise<string>): void {
  const ended = new AbortController();
  void exited.then(() => ended.abort());
  let silentTimes = 0;
  worker.on("message", () => (silentTimes = 0));
  void (async () => {
    while (!isAborted(ended.signal)) {
      await systemClock.sleep(LIVES_EACH_MS, ended.signal).catch(() => undefined);
      silentTimes += 1;
      if (silentTimes > SILENT_TIMES) worker.process.kill("SIGKILL");
    }
  })();
}

/** How its start came out. */
function firstWord(worker: Worker): Promise<Outcome> {
  return new Promise((resolve) => {
    worker.on("message", (message: FromWorker | { readonly kind?: undefined }) => {
      if (message.kind === "ready" || message.kind === "failed") resolve(message);
    });
  });
}

async function endWorker(
  worker: Worker,
  exited: Promise<string>,
  drainSeconds: number,
  hurry: AbortSignal,
): Promise<void> {
  worker.process.kill("SIGTERM");
  const killAfter = (ms: number): Alarm => systemClock.arm(ms, () => worker.process.kill("SIGKILL"));
  let kill = killAfter(drainSeconds * 1_000 + END_WITHIN_MS);
  const onHurry = (): void => {
    if (worker.isConnected()) worker.send(HURRY, () => undefined);
    kill.disarm();
    kill = killAfter(END_WITHIN_MS);
  };
  if (hurry.aborted) onHurry();
  else hurry.addEventListener("abort", onHurry, { once: true });
  await exited;
  kill.disarm();
  hurry.removeEventListener("abort", onHurry);
}

/** The other side: one application process, from the parts it is sent until it is told to end or its parent is gone. */
export async function runWorker(): Promise<void> {
  process.on("SIGINT", () => undefined); // a terminal sends it to all of us; the parent says when to end
  const orphaned = once(process, "disconnect");
  const told = Promise.race([once(process, "SIGTERM"), orphaned]);
  const hurry = new AbortController();
  void orphaned.then(() => hurry.abort()); // with the parent go the engines
  let counts: RestartsNews["restarts"] = {};
  const sent = new Promise<ApplicationParts>((resolve) => {
    process.on("message", (message: typeof HURRY | RestartsNews | ApplicationParts) => {
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
  const parts = await sent;
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
