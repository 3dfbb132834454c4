import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { pino, type Logger } from "pino";
import { SwitchError } from "../../vocabulary/switch-error.ts";
import type { Parsed } from "../../vocabulary/parsed.ts";
import { tellReady } from "../../runtime/child-process.ts";
import { failureText } from "../../runtime/failure-text.ts";

/** An engine as a program of its own. */
export interface EngineProgram<Settings extends { readonly logLevel?: string }, Engine extends AsyncDisposable> {
  /** As its log lines name it. */
  readonly name: string;
  readonly parseSettings: (text: string) => Parsed<Settings>;
  readonly start: (settings: Settings, logger: Logger) => Promise<Engine>;
  /** Where it is reached, for the line that says that it is ready. */
  readonly addresses: (engine: Engine) => object;
}

/**
 * Runs an engine until it is told to end: `--config FILE`, or `--config -` for one line on standard input; then the engine ends
 * with the process that started it, too.
 */
export async function runEngine<Settings extends { readonly logLevel?: string }, Engine extends AsyncDisposable>(
  program: EngineProgram<Settings, Engine>,
): Promise<void> {
  process.exitCode = await run(program);
  process.stdin.destroy();
}

async function run<Settings extends { readonly logLevel?: string }, Engine extends AsyncDisposable>({
  name,
  parseSettings,
  start,
  addresses,
}: EngineProgram<Settings, Engine>): Promise<number> {
  const source = argument("--config");
  if (source === undefined) return fail("usage: main.js --config FILE|-");

  const text = await (source === "-" ? firstLine() : readFile(source, "utf8").catch(() => undefined));
  if (text === undefined) return fail(`cannot read the configuration ${source}`);
  const settings = parseSettings(text);
  if (!settings.ok) return fail(settings.problem);
  const logger = pino({ base: { engine: name }, level: settings.value.logLevel ?? "info" });

  try {
    await using engine = await start(settings.value, logger);
    logger.info({ event: "ready", ...addresses(engine) }, `${name} engine ready`);
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
