import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { pino } from "pino";
import { tellReady } from "../../runtime/child-process.ts";
import { systemClock } from "../../runtime/clock.ts";
import { compileSooner } from "../../runtime/compile-sooner.ts";
import { failureText } from "../../runtime/failure-text.ts";
import { Standstills } from "../../runtime/standstills.ts";
import { SwitchError } from "../../vocabulary/switch-error.ts";
import { parseConfig, type SignallingConfig } from "./config.ts";
import { startSignalling } from "./engine.ts";
import { BadSignallingConfig } from "./errors.ts";

/** The signalling engine as a process of its own: `node main.js --config FILE`, or `--config -` for a line on standard input. */
async function main(args: readonly string[]): Promise<void> {
  const [option, source] = args;
  if (option !== "--config" || source === undefined)
    throw new BadSignallingConfig("usage: --config FILE, or --config -");
  compileSooner();
  const config = parseConfig(source === "-" ? await firstLine() : readFile(source));
  await serve(config, source === "-");
}

async function serve(config: SignallingConfig, endsWithParent: boolean): Promise<void> {
  const log = pino({ level: config.logLevel, base: { engine: "signalling" } }, pino.destination({ fd: 1, sync: true }));
  process.on("uncaughtException", (failure) => {
    log.fatal({ event: "bug", failure: describe(failure) }, "the signalling engine has a bug and ends");
    process.exit(1);
  });
  const standstills = new Standstills(systemClock);
  const stoodStillMs = (): number => standstills.totalMs();
  const utilization = loopUtilization();
  const signalling = await startSignalling({ config, clock: systemClock, log, utilization, stoodStillMs });
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    void Promise.resolve(signalling[Symbol.asyncDispose]()).finally(() => process.exit(0));
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
  if (endsWithParent) process.stdin.on("end", end).resume();
  process.on("SIGUSR2", () => log.info({ event: "counts", ...signalling.counts() }, "counts"));
  log.info(
    {
      event: "ready",
      control: signalling.control,
      metricsPort: signalling.metricsPort,
      listening: signalling.listening,
    },
    "signalling engine ready",
  );
  tellReady();
}

/** Which part of its time the event loop was busy since it was asked last. */
function loopUtilization(): () => number {
  let last = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
}

function readFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new BadSignallingConfig(`cannot read ${path}`, { cause });
  }
}

/** The configuration is one line; the rest of standard input stays open for as long as our parent lives. */
async function firstLine(): Promise<string> {
  const lines = createInterface({ input: process.stdin });
  for await (const line of lines) {
    if (line.trim() !== "") return line;
  }
  throw new BadSignallingConfig("no configuration on standard input");
}

const describe = (failure: unknown): string =>
  failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);

main(process.argv.slice(2)).catch((failure: unknown) => {
  process.stderr.write(`${failure instanceof SwitchError ? failureText(failure) : describe(failure)}\n`);
  process.exit(1);
});
