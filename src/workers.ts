import cluster from "node:cluster";
import type { Worker } from "node:cluster";
import type { DestinationStream } from "pino";
import type { ApplicationParts } from "./app.ts";
import type { Logger } from "./observability/logging.ts";
import { systemClock } from "./runtime/clock.ts";
import type { Alarm } from "./runtime/clock.ts";
import { isAborted } from "./runtime/aborted.ts";
import type { Running } from "./runtime/keep-running.ts";
import { keep } from "./setup/embedded.ts";
import type { Restarts } from "./setup/restarts.ts";
import { HURRY, LIVES_EACH_MS, type FromWorker, type RestartsNews } from "./worker-messages.ts";

type Outcome = Exclude<FromWorker, { kind: "listens" | "lives" }>;

/** Only a process that hangs takes longer, on however busy a machine: a start that is given up helps none, it is begun anew. */
const READY_WITHIN_MS = 90_000;
/** Beyond the time that its calls have, a worker that has been told to end gets this long. */
const END_WITHIN_MS = 10_000;
/** One that has said nothing for so many times stands still: it is killed, another one ends its calls, and a new one serves. */
const SILENT_TIMES = 10;

/** An application process that reads its program, and waits for its parts. */
interface ForkedWorker {
  readonly worker: Worker;
  /** It can be sent its parts. */
  readonly listens: Promise<void>;
  /** With the reason. */
  readonly exited: Promise<string>;
}

function fork(): ForkedWorker {
  const worker = cluster.fork();
  const exited = new Promise<string>((resolve) => {
    worker.once("exit", (code, signal) => resolve(`ended with ${signal || `code ${code}`}`));
  });
  // Not before: Node itself hears a worker's messages from its birth, and what it hears before us is lost.
  const listens = new Promise<void>((resolve) => {
    worker.on("message", ({ kind }: Partial<FromWorker>) => {
      if (kind === "listens") resolve();
    });
  });
  return { worker, exited, listens };
}

/** The application processes of a start: they read their program while the engines start. Those that no one took end with it. */
export class ForkedWorkers implements AsyncDisposable {
  readonly #waiting: ForkedWorker[];

  constructor(count: number) {
    // Each worker takes connections by itself: those that this process handed to one that dies meanwhile would wait for ever.
    cluster.schedulingPolicy = cluster.SCHED_NONE;
    cluster.setupPrimary({ args: [] });
    this.#waiting = Array.from({ length: count }, fork);
  }

  take(): ForkedWorker {
    return this.#waiting.shift() ?? fork();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const left = this.#waiting.splice(0);
    for (const { worker } of left) worker.process.kill("SIGKILL"); // it has nothing yet
    await Promise.all(left.map(({ exited }) => exited));
  }
}

export interface WorkersOptions {
  readonly logger: Logger;
  readonly destination: DestinationStream;
  /** Aborted when calls that go on shall not be waited for at the end. */
  readonly hurry: AbortSignal;
  readonly restarts: Restarts;
  /** Application processes that read the program already. */
  readonly forked: ForkedWorkers;
}

/** Several application processes on the same engines; each may get any call, and all serve the same HTTP port. */
export async function startWorkers(parts: ApplicationParts, options: WorkersOptions): Promise<AsyncDisposable> {
  const { logger, restarts } = options;
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
  { destination, hurry, restarts, forked }: WorkersOptions,
): Promise<Running> {
  const { worker, listens, exited } = forked.take();
  const tell = (counts: RestartsNews["restarts"]): void => {
    if (worker.isConnected()) worker.send({ restarts: counts } satisfies RestartsNews, () => undefined);
  };
  const telling = restarts.onChange(tell);
  void exited.then(() => telling[Symbol.dispose]());
  worker.on("message", ({ line }: { readonly line?: string }) => {
    if (line !== undefined) destination.write(line);
  });
  void listens.then(() => {
    if (!worker.isConnected()) return;
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

/** New calls that such a worker is given, and API requests that it has taken, wait for ever. */
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
