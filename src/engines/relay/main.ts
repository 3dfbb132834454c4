import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { once } from "node:events";
import { pino } from "pino";
import { tellReady } from "../../runtime/child-process.ts";
import { systemClock } from "../../runtime/clock.ts";
import { failureText } from "../../runtime/failure-text.ts";
import { SwitchError } from "../../vocabulary/switch-error.ts";
import { startRelayEngine } from "./engine.ts";
import { parseSettings } from "./settings.ts";

/** The RTP relay as a process: `--config FILE`, or `--config -` for one line on standard input. */
async function main(): Promise<number> {
  const source = argument("--config");
  if (source === undefined) return fail("usage: main.js --config FILE|-");

  const text = await (source === "-" ? firstLine() : readFile(source, "utf8").catch(() => undefined));
  if (text === undefined) return fail(`cannot read the configuration ${source}`);
  const settings = parseSettings(text);
  if (!settings.ok) return fail(settings.problem);
  const logger = pino({ base: { engine: "relay" }, level: settings.value.logLevel ?? "info" });

  try {
    await using engine = await startRelayEngine(settings.value, { clock: systemClock, logger });
    logger.info({ event: "ready", control: engine.control }, "relay ready");
    tellReady();
    await ended(source === "-");
  } catch (failure) {
    if (failure instanceof SwitchError) return fail(failureText(failure));
    throw failure;
  }
  return 0;
}

function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

function fail(text: string): number {
  process.stderr.write(`${text}\n`);
  return 1;
}

async function firstLine(): Promise<string | undefined> {
  for await (const line of createInterface({ input: process.stdin })) return line;
  return undefined;
}

/** SIGTERM or SIGINT; and, where the configuration came by standard input, the end of it: the process that started us has gone. */
async function ended(withInput: boolean): Promise<void> {
  const ends = [once(process, "SIGTERM"), once(process, "SIGINT")];
  if (withInput) {
    process.stdin.resume();
    ends.push(once(process.stdin, "close"));
  }
  await Promise.race(ends);
}

process.exitCode = await main();
process.stdin.destroy();
