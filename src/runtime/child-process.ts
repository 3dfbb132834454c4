import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { Clock } from "./clock.ts";
import type { Running } from "./keep-running.ts";

export interface ChildSpec {
  /** What a failure calls it. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Written to its standard input, which then stays open: its end tells the child that we are gone. */
  readonly input: string;
  /** It must call `tellReady` within this time. */
  readonly readyWithinMs: number;
  /** Every line of its standard output: its log. */
  readonly onLine: (line: string) => void;
  readonly clock: Clock;
}

/** A child that could not start; the message is the last line it wrote to its standard error, or the error that it died of. */
export class ChildFailed extends Error {
  readonly code = "SW_CHILD_FAILED";
}

/** What a child sends its parent over Node's own channel: no level of its log can hide it. */
const READY = "ready";

/** The child's side: it serves from now on. Does nothing in a process that was started by hand. */
export function tellReady(): void {
  process.send?.(READY, () => process.disconnect());
}

/** Asked to end, a child gets this long before it is killed. */
const END_WITHIN_MS = 5_000;
/** Of what a child says on its standard error we keep this many characters for the message. */
const KEEP_ERROR_CHARACTERS = 2_000;

/**
 * Runs an engine as a child process of its own and waits until it serves.
 *
 * @throws ChildFailed when it ends or stays silent before it is ready; nothing is left running
 */
export async function runChild(spec: ChildSpec): Promise<Running> {
  const child = spawn(spec.command, spec.args, { stdio: ["pipe", "pipe", "pipe", "ipc"], detached: true });
  const [stdin, stdout, stderr] = child.stdio as unknown as [Writable, Readable, Readable];
  let errorText = "";
  stderr.setEncoding("utf8").on("data", (chunk: string) => {
    errorText = (errorText + chunk).slice(-KEEP_ERROR_CHARACTERS);
  });
  stdin.on("error", () => undefined); // a child that died early closes its end; `exited` tells
  stdin.write(`${spec.input}\n`);

  const exited = new Promise<string>((resolve) => {
    child.once("error", (failure) => resolve(failure.message));
    child.once("close", (code, signal) =>
      resolve(failureReason(errorText) ?? `ended with ${signal ?? `code ${code ?? "?"}`}`),
    );
  });
  createInterface({ input: stdout }).on("line", spec.onLine);
  const ready = new Promise<"ready">((resolve) => {
    child.on("message", (message) => {
      if (message === READY) resolve(READY);
    });
  });
  const end = async (): Promise<void> => {
    child.kill("SIGTERM");
    const kill = spec.clock.arm(END_WITHIN_MS, () => child.kill("SIGKILL"));
    await exited;
    kill.disarm();
  };

  const tooLate = new AbortController();
  const first = await Promise.race([
    ready,
    exited.then((reason) => ({ reason })),
    spec.clock.sleep(spec.readyWithinMs, tooLate.signal).then(
      () => ({ reason: `${spec.name} was not ready within ${spec.readyWithinMs} ms` }),
      () => "ready" as const,
    ),
  ]);
  tooLate.abort();
  if (first !== "ready") {
    await end();
    throw new ChildFailed(first.reason);
  }
  return { exited, [Symbol.asyncDispose]: end };
}

/** The last line, or the error that a stack trace below it explains. */
function failureReason(text: string): string | undefined {
  const lines = text.trim().split("\n");
  return lines.findLast((line) => /^\w*Error\b.*: /.test(line)) ?? (lines.at(-1) || undefined);
}
