import cluster from "node:cluster";
import type { Worker } from "node:cluster";
import { once } from "node:events";
import type { DestinationStream } from "pino";
import type { ApplicationParts } from "./app.ts";
import { startApplication } from "./app.ts";
import { createLogger } from "./observability/logging.ts";
import type { Logger } from "./observability/logging.ts";
import { systemClock } from "./runtime/clock.ts";
import { Scope } from "./runtime/scope.ts";
import type { Running } from "./runtime/keep-running.ts";
import { keep } from "./setup/embedded.ts";

type FromWorker = { readonly kind: "ready" } | { readonly kind: "failed"; readonly reason: string };

/** A worker that has been told to end gets this long for its calls. */
const END_WITHIN_MS = 10_000;

/** Several application processes on the same engines; each may get any call, and all serve the same HTTP port. */
export async function startWorkers(
  parts: ApplicationParts,
  logger: Logger,
  destination: DestinationStream,
): Promise<AsyncDisposable> {
  cluster.setupPrimary({ args: [] });
  const scope = new Scope();
  const kept = { clock: systemClock, logger, own: (worker: AsyncDisposable) => scope.own(worker) };
  try {
    for (let index = 1; index <= parts.environment.workers; index++) {
      await keep(`worker-${index}`, () => startWorker(parts, destination), kept);
    }
  } catch (failure) {
    await scope[Symbol.asyncDispose]();
    throw failure;
  }
  return scope;
}

async function startWorker(parts: ApplicationParts, destination: DestinationStream): Promise<Running> {
  const worker = cluster.fork();
  const exited = new Promise<string>((resolve) => {
    worker.once("exit", (code, signal) => resolve(`ended with ${signal || `code ${code}`}`));
  });
  worker.on("message", (message: { line?: string }) => {
    if (message.line !== undefined) destination.write(message.line);
  });
  worker.send(parts);
  const first = await Promise.race([firstWord(worker), exited.then((reason) => ({ kind: "failed", reason }) as const)]);
  if (first.kind === "failed") {
    await end(worker, exited);
    throw new Error(first.reason);
  }
  return { exited, [Symbol.asyncDispose]: () => end(worker, exited) };
}

function firstWord(worker: Worker): Promise<FromWorker> {
  return new Promise((resolve) => {
    worker.on("message", (message: Partial<FromWorker>) => {
      if (message.kind !== undefined) resolve(message as FromWorker);
    });
  });
}

async function end(worker: Worker, exited: Promise<string>): Promise<void> {
  worker.process.kill("SIGTERM");
  const kill = systemClock.arm(END_WITHIN_MS, () => worker.process.kill("SIGKILL"));
  await exited;
  kill.disarm();
}

/** The other side: one application process, from the parts it is sent until it is told to end or its parent is gone. */
export async function runWorker(): Promise<void> {
  process.on("SIGINT", () => undefined); // a terminal sends it to all of us; the parent says when to end
  const told = Promise.race([once(process, "SIGTERM"), once(process, "disconnect")]);
  const [parts] = (await once(process, "message")) as [ApplicationParts];
  const logger = createLogger(parts.environment.logLevel, { write: (line) => void process.send?.({ line }) });
  const say = (word: FromWorker): void => void process.send?.(word);
  try {
    await using _application = await startApplication(parts, logger);
    say({ kind: "ready" });
    await told;
  } catch (failure) {
    say({ kind: "failed", reason: failure instanceof Error ? failure.message : String(failure) });
    await told;
  }
}
