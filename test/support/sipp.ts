import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { EventLog } from "./event-log.ts";
import { freePort } from "./free-ports.ts";
import { byCall, laddersOf, ladderOf, rung, type Step } from "./ladder.ts";
import { isBound } from "./sockets.ts";
import { isRequest, readSip, type SipText } from "./sip-text.ts";

export interface SippOptions {
  /** A file of test/e2e/sipp, without ".xml". */
  readonly scenario: string;
  /** host:port of the switch. Without one it only waits for calls. */
  readonly target?: string;
  readonly address?: string;
  /** Default: a free one. */
  readonly port?: number;
  readonly transport?: "udp" | "tcp";
  /** What stands in the scenario as [name]. */
  readonly keys?: Readonly<Record<string, string | number>>;
  readonly calls?: number;
  /** New calls a second. */
  readonly rate?: number;
  /** Lines for [field0], [field1] …: one for each call. */
  readonly lines?: readonly (readonly string[])[];
  /** Without its messages there is no ladder; for hundreds of calls they cost too much. */
  readonly trace?: boolean;
}

const FOLDER = fileURLToPath(new URL("../e2e/sipp/", import.meta.url));
/** What a scenario says unless the test says otherwise. */
const DEFAULT_KEYS = { caller: "+33612345678", audio_port: 40_000, talks_ms: 200, rings_ms: 100 };
/** A step of a scenario that doesn't come within this time fails the call. */
const PATIENCE_MS = 15_000;
/** Of what went wrong so much is shown. */
const SHOWN_CHARACTERS = 4_000;

/** One run of sipp: a provider's switch or a telephone that follows a script. */
export class Sipp implements AsyncDisposable {
  /** Everything it sent and received, as it happens. */
  readonly steps = new EventLog<Step>(rung);
  readonly port: number;
  readonly address: string;
  readonly #options: SippOptions;
  readonly #folder: string;
  readonly #process: ChildProcess;
  readonly #ended: Promise<number>;
  readonly #messages: MessageFile | undefined;
  #output = "";

  private constructor(options: SippOptions, folder: string, port: number) {
    const { address = "127.0.0.1", trace = true } = options;
    this.#options = options;
    this.#folder = folder;
    this.port = port;
    this.address = address;
    const messageFile = join(folder, "messages.log");
    if (trace) this.#messages = new MessageFile(messageFile, (step) => this.steps.add(step));
    this.#process = spawn("sipp", argumentsFor(options, folder, port), {
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env["PATH"], TERM: "dumb" },
    });
    const keep = (chunk: Buffer): void =>
      void (this.#output = (this.#output + chunk.toString()).slice(-SHOWN_CHARACTERS));
    this.#process.stdout?.on("data", keep);
    this.#process.stderr?.on("data", keep);
    this.#ended = once(this.#process, "close").then(([code, signal]) => {
      this.#messages?.readOn();
      return (code as number | null) ?? (signal === null ? 1 : 128);
    });
  }

  /** Starts it; one that waits for calls is listening when this resolves. */
  static async start(options: SippOptions): Promise<Sipp> {
    const { address = "127.0.0.1", transport = "udp" } = options;
    const folder = mkdtempSync(join(tmpdir(), "sipp-"));
    const sipp = new Sipp(options, folder, options.port ?? (await freePort(address)));
    try {
      const early = sipp.#ended.then((code) => {
        if (options.target === undefined) throw new Error(`sipp ended with ${code}: ${sipp.report()}`);
      });
      await Promise.race([early, isBound(sipp.port, transport, PATIENCE_MS)]);
    } catch (failure) {
      await sipp[Symbol.asyncDispose]();
      throw failure;
    }
    return sipp;
  }

  /** Runs a script to its end. @throws Error when any call didn't go as the script says */
  static async run(options: SippOptions): Promise<Sipp> {
    await using sipp = await Sipp.start(options);
    await sipp.succeeds();
    return sipp;
  }

  /** host:port of its own. */
  get hostPort(): string {
    return `${this.address.includes(":") ? `[${this.address}]` : this.address}:${this.port}`;
  }

  /** Waits for the end of the script. */
  async succeeds(): Promise<void> {
    const code = await this.#ended;
    if (code !== 0) throw new Error(`sipp ${this.#options.scenario} ended with ${code}: ${this.report()}`);
  }

  /** The next message received of this kind: a method, or a status like "180" or "200 INVITE". */
  async receives(what: string, { withinMs = PATIENCE_MS } = {}): Promise<SipText> {
    const step = await this.steps.waitFor((one) => rung(one) === `< ${what}`, {
      withinMs,
      what: `${what} at sipp ${this.#options.scenario}`,
    });
    return step.message;
  }

  /** When it sent or received something, e.g. "> 180". */
  timeOf(what: string): number {
    const step = this.steps.all.find((one) => rung(one) === what);
    if (step === undefined) throw new Error(`no ${what} among ${this.steps.all.map(rung).join(", ")}`);
    return step.atMs;
  }

  /** The first request of this method that it received. */
  request(method: string): SipText {
    const step = this.steps.all.find(({ direction, message }) => direction === "<" && isRequest(message, method));
    if (step === undefined) throw new Error(`no ${method} among ${this.steps.all.map(rung).join(", ")}`);
    return step.message;
  }

  get dialogs(): readonly (readonly Step[])[] {
    return byCall(this.steps.all);
  }

  get ladders(): readonly (readonly string[])[] {
    return laddersOf(this.steps.all);
  }

  /** The ladder of its only dialog. */
  get ladder(): readonly string[] {
    const [only, ...others] = this.dialogs;
    if (others.length > 0) throw new Error(`more than one dialog: ${JSON.stringify(this.ladders)}`);
    return only === undefined ? [] : ladderOf(only);
  }

  /** Everything that helps to see what went wrong. */
  report(): string {
    let errors = "";
    try {
      const entries = readFileSync(join(this.#folder, "errors.log"), "utf8").split(ERROR_START);
      errors = entries
        .filter((entry) => !entry.includes(STRAY))
        .join("")
        .slice(0, SHOWN_CHARACTERS);
    } catch {
      // it had none to write
    }
    const ladders = this.ladders.slice(0, 5).map((ladder) => ladder.join(", "));
    return [errors || this.#output, ...ladders].join("\n");
  }

  /** Ends it as a pulled plug would: nothing is sent. */
  vanishes(): void {
    this.#process.kill("SIGKILL");
  }

  /** Falls silent: its socket stays, so that the PBX isn't told that it is gone, as with a phone that lost its power. */
  fallsSilent(): void {
    this.#process.kill("SIGSTOP");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) this.vanishes();
    await this.#ended;
    this.#messages?.[Symbol.dispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function argumentsFor(options: SippOptions, folder: string, port: number): readonly string[] {
  const { target, address = "127.0.0.1", transport = "udp", calls = 1, rate, lines, trace = true } = options;
  const scenario = join(folder, "scenario.xml");
  writeFileSync(scenario, filledIn(options));
  if (lines !== undefined) {
    const text = ["SEQUENTIAL", ...lines.map((fields) => `${fields.join(";")};`)].join("\n");
    writeFileSync(join(folder, "lines.csv"), `${text}\n`);
  }
  return [
    ...(target === undefined ? [] : [target]),
    ...["-sf", scenario, "-i", bracketed(address), "-p", String(port), "-t", transport === "tcp" ? "t1" : "u1"],
    ...["-m", String(calls), "-recv_timeout", String(PATIENCE_MS), "-nostdin"],
    ...(rate === undefined ? [] : ["-r", String(rate), "-l", String(calls)]),
    ...(lines === undefined ? [] : ["-inf", join(folder, "lines.csv")]),
    ...(trace ? ["-trace_msg", "-message_file", join(folder, "messages.log")] : []),
    ...["-trace_err", "-error_file", join(folder, "errors.log")],
  ];
}

function bracketed(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}

function filledIn({ scenario, keys }: SippOptions): string {
  const all = Object.entries({ ...DEFAULT_KEYS, ...keys });
  const text = readFileSync(join(FOLDER, `${scenario}.xml`), "utf8");
  return all.reduce((filled, [name, value]) => filled.replaceAll(`[${name}]`, String(value)), text);
}

/** Before each entry of sipp's error file. */
const ERROR_START = /^(?=\d{4}-\d\d-\d\d\t)/m;
/** A NOTIFY to a phone that the script doesn't play any more: no fault. */
const STRAY = "Discarding message which can't be mapped";

/** ----------------------------------------------- 2026-11-22 16:44:42.767668 */
const MESSAGE_START =
  /^-{40,} (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d+)\n[A-Z]+ message (sent|received) [[(]\d+\]? bytes\)? ?:\n\n/m;

/** sipp's message file, read while it is written. */
class MessageFile implements Disposable {
  readonly #file: number;
  readonly #watcher: ReturnType<typeof watch>;
  readonly #take: (step: Step) => void;
  #at = 0;
  #rest = "";
  #open = true;

  constructor(path: string, take: (step: Step) => void) {
    writeFileSync(path, "");
    this.#take = take;
    this.#file = openSync(path, "r");
    this.#watcher = watch(path, () => this.readOn());
  }

  /** A message is complete when its empty line and its body are there. */
  readOn(): void {
    if (!this.#open) return;
    const chunk = Buffer.alloc(65_536);
    for (let read = this.#read(chunk); read > 0; read = this.#read(chunk)) {
      this.#rest += chunk.subarray(0, read).toString("latin1");
    }
    for (;;) {
      const start = MESSAGE_START.exec(this.#rest);
      if (start === null) return;
      const text = this.#rest.slice(start.index + start[0].length);
      const end = endOf(text);
      if (end === undefined) return;
      this.#rest = text.slice(end);
      const message = readSip(text.slice(0, end));
      const [, day, time, way] = start;
      if (message !== undefined)
        this.#take({ direction: way === "sent" ? ">" : "<", message, atMs: new Date(`${day}T${time}`).getTime() });
    }
  }

  #read(chunk: Buffer): number {
    const read = readSync(this.#file, chunk, 0, chunk.length, this.#at);
    this.#at += read;
    return read;
  }

  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    this.#watcher.close();
    closeSync(this.#file);
  }
}

/** Where the first message of a text ends; undefined while it is still being written. */
function endOf(text: string): number | undefined {
  const head = /\r?\n\r?\n/.exec(text);
  if (head === null) return undefined;
  const length = Number(/^(?:content-length|l)[ \t]*:[ \t]*(\d+)/im.exec(text.slice(0, head.index))?.[1] ?? 0);
  const end = head.index + head[0].length + length;
  return text.length < end ? undefined : end;
}
