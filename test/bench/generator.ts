import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "../support/free-ports.ts";
import { isBound } from "../support/sockets.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { PHONE_ADDRESS, TRUNK_ADDRESS, type BenchPhone, type Server } from "./servers/server.ts";

const SCENARIOS = resolve("test", "bench", "scenarios");
/** More than any run holds at once. */
const MOST_CALLS = 15_000;
/** Registrations outlast a run. */
const EXPIRES_SECONDS = 3600;
/** sipp's ports for RTP; the servers' own begin at 20,000. It takes four, and gives up where another bench has one of them. */
const RTP_PORTS = { phones: 40_000 + anyOf(2_000) * 4, trunk: 50_000 + anyOf(2_000) * 4 };
const REGISTER_TIMEOUT_MS = 8_000;
const CALL_TIMEOUT_MS = 10_000;
const MAILBOX_TIMEOUT_MS = 60_000;
const END_WITHIN_MS = 2_000;
const BOUND_WITHIN_MS = 15_000;

/** What a run of sipp came to. Times in ms, sorted. */
export interface Outcome {
  readonly asked: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly retransmissions: number;
  readonly wallSeconds: number;
  readonly times: ReadonlyMap<string, readonly number[]>;
  /** What sipp said first, where not all succeeded. */
  readonly complaint: string;
}

interface Run {
  readonly scenario: string;
  readonly address: string;
  readonly port: number;
  /** Words of the scenario written as \@NAME\@. */
  readonly fill?: Readonly<Record<string, string>>;
  readonly arguments: readonly string[];
}

/** sipp as the phones of a company and as its provider. */
export class Generator implements AsyncDisposable {
  readonly #folder: AsyncDisposable & { readonly path: string };
  readonly #server: Server;
  /** Where the phones answer calls. */
  readonly #phonePort: number;
  #answering: SippRun | undefined;
  #runs = 0;

  private constructor(folder: AsyncDisposable & { readonly path: string }, server: Server, phonePort: number) {
    this.#folder = folder;
    this.#server = server;
    this.#phonePort = phonePort;
  }

  static async open(server: Server): Promise<Generator> {
    return new Generator(await tempFolder("offhook-bench-"), server, await freePort(PHONE_ADDRESS));
  }

  /** Registers phones, one after the other and round again, so many a second. */
  async register(rate: number, count: number, phones = this.#server.phones): Promise<Outcome> {
    const lines = phones.map(
      ({ username, password }) =>
        `${username};[authentication username=${username} password=${password}];${this.#server.host}`,
    );
    const run = await this.#start({
      ...{ scenario: "register", address: PHONE_ADDRESS, port: await freePort(PHONE_ADDRESS) },
      arguments: [
        ...[...this.#towards(), ...(await this.#lines("phones", lines)), ...pace(rate, count)],
        ...["-key", "contact", `${PHONE_ADDRESS}:${this.#phonePort}`, "-key", "expires", String(EXPIRES_SECONDS)],
        ...["-auth_uri", this.#server.host, "-recv_timeout", String(REGISTER_TIMEOUT_MS)],
      ],
    });
    return run.finishes(count, (count / rate) * 3 + 20);
  }

  /** From now on the phones answer calls after 100 ms, or let them ring. */
  async answer(how: "after-100-ms" | "never"): Promise<void> {
    await this.#answering?.end();
    this.#answering = await this.#start({
      scenario: how === "never" ? "phone-unanswered" : "phone",
      ...{ address: PHONE_ADDRESS, port: this.#phonePort },
      arguments: ["-aa", "-l", String(MOST_CALLS), "-mp", String(RTP_PORTS.phones)],
    });
    await isBound(this.#phonePort, "udp", BOUND_WITHIN_MS);
  }

  /** @returns the phones' port, which is free from now on */
  async stopAnswering(): Promise<number> {
    await this.#answering?.end();
    this.#answering = undefined;
    return this.#phonePort;
  }

  /** The provider's calls to the phones' numbers, each held for so long. */
  async call(rate: number, count: number, heldMs: number): Promise<CallWave> {
    const run = await this.#start({
      ...{ scenario: "trunk-call", address: TRUNK_ADDRESS, port: await freePort(TRUNK_ADDRESS) },
      fill: { HOLD_MS: String(heldMs) },
      arguments: [
        ...[...this.#towards(), ...(await this.#numbers()), ...pace(rate, count)],
        ...["-recv_timeout", String(CALL_TIMEOUT_MS), "-mp", String(RTP_PORTS.trunk)],
      ],
    });
    return {
      ongoing: () => run.ongoing(),
      finished: () => run.finishes(count, (count / rate) * 2 + heldMs / 1_000 + 45),
    };
  }

  /** Callers who reach a mailbox, wait for its tone, speak and hang up. */
  async leaveMessages(
    rate: number,
    count: number,
    { leadMs, speakMs }: { leadMs: number; speakMs: number },
  ): Promise<Outcome> {
    const speech = join(this.#folder.path, "speech.pcap");
    await writeFile(speech, speechCapture(speakMs / 1_000));
    const run = await this.#start({
      ...{ scenario: "voicemail-caller", address: TRUNK_ADDRESS, port: await freePort(TRUNK_ADDRESS) },
      fill: { LEAD_MS: String(leadMs), SPEAK_MS: String(speakMs), PCAP: speech },
      arguments: [
        ...[...this.#towards(), ...(await this.#numbers()), ...pace(rate, count)],
        ...["-recv_timeout", String(MAILBOX_TIMEOUT_MS), "-mp", String(RTP_PORTS.trunk)],
      ],
    });
    return run.finishes(count, count / rate + (leadMs + speakMs) / 1_000 + 70);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#answering?.end();
    await this.#folder[Symbol.asyncDispose]();
  }

  #towards(): readonly string[] {
    return [`${this.#server.host}:${this.#server.port}`];
  }

  #numbers(): Promise<readonly string[]> {
    return this.#lines(
      "numbers",
      this.#server.phones.map(({ number }: BenchPhone) => number),
    );
  }

  async #lines(name: string, lines: readonly string[]): Promise<readonly string[]> {
    const path = join(this.#folder.path, `${name}.csv`);
    await writeFile(path, ["SEQUENTIAL", ...lines, ""].join("\n"));
    return ["-inf", path];
  }

  async #start(run: Run): Promise<SippRun> {
    const folder = join(this.#folder.path, `${this.#runs++}-${run.scenario}`);
    await mkdir(folder);
    let text = await readFile(join(SCENARIOS, `${run.scenario}.xml`), "utf8");
    for (const [name, value] of Object.entries(run.fill ?? {})) text = text.replaceAll(`@${name}@`, value);
    await writeFile(join(folder, "scenario.xml"), text);
    return new SippRun(folder, run);
  }
}

/** Calls that come one after the other. */
export interface CallWave {
  /** How many go on now. */
  ongoing(): number;
  finished(): Promise<Outcome>;
}

/** One process of sipp. */
class SippRun {
  readonly #folder: string;
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #startedMs = performance.now();

  constructor(folder: string, { address, port, arguments: more }: Run) {
    this.#folder = folder;
    const output = openSync(join(folder, "output"), "w");
    this.#process = spawn(
      "sipp",
      [
        ...more,
        ...[
          "-sf",
          "scenario.xml",
          "-i",
          address,
          "-p",
          String(port),
          "-mi",
          address,
          "-nostdin",
          "-deadcall_wait",
          "0",
        ],
        ...["-trace_stat", "-stf", "statistics.csv", "-fd", "1", "-trace_err", "-error_file", "errors.log"],
        ...["-trace_logs", "-log_file", "times.log", "-timer_resol", "1", "-buff_size", "4000000"],
        ...["-max_recv_loops", "5000", "-max_sched_loops", "5000"],
        ...["-watchdog_minor_threshold", "60000", "-watchdog_major_threshold", "60000"],
      ],
      { cwd: folder, env: { PATH: process.env["PATH"], TERM: "dumb" }, stdio: ["ignore", output, output] },
    );
    closeSync(output);
    this.#ended = once(this.#process, "exit");
  }

  ongoing(): number {
    return Number(this.#statistics()["CurrentCall"] ?? 0);
  }

  async finishes(asked: number, withinSeconds: number): Promise<Outcome> {
    const patience = new AbortController();
    const tooLate = delay(withinSeconds * 1_000, undefined, { signal: patience.signal }).then(
      () => this.end(),
      () => undefined,
    );
    await this.#ended;
    patience.abort();
    await tooLate;
    const wallSeconds = (performance.now() - this.#startedMs) / 1_000;
    const statistics = this.#statistics();
    const succeeded = Number(statistics["SuccessfulCall(C)"] ?? 0);
    return {
      ...{ asked, succeeded, wallSeconds },
      failed: Number(statistics["FailedCall(C)"] ?? 0),
      retransmissions: Number(statistics["Retransmissions(C)"] ?? 0),
      times: this.#times(),
      complaint: succeeded === asked ? "" : this.#complaint(),
    };
  }

  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.kill("SIGUSR1");
    const patience = new AbortController();
    void delay(END_WITHIN_MS, undefined, { signal: patience.signal }).then(
      () => this.#process.kill("SIGKILL"),
      () => undefined,
    );
    await this.#ended;
    patience.abort();
  }

  /** The last line of sipp's statistics, by its head line. */
  #statistics(): Readonly<Record<string, string>> {
    const lines = readOrEmpty(join(this.#folder, "statistics.csv")).trim().split("\n");
    const names = lines[0]?.split(";") ?? [];
    const values = lines.length > 1 ? (lines.at(-1)?.split(";") ?? []) : [];
    return Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
  }

  /** From lines of "NAME seconds microseconds seconds microseconds". */
  #times(): ReadonlyMap<string, readonly number[]> {
    const times = new Map<string, number[]>();
    for (const line of readOrEmpty(join(this.#folder, "times.log")).split("\n")) {
      const [name = "", ...values] = line.split(" ");
      if (values.length !== 4) continue;
      const [fromSeconds = 0, fromMicros = 0, toSeconds = 0, toMicros = 0] = values.map(Number);
      const list = times.get(name) ?? [];
      list.push((toSeconds - fromSeconds) * 1_000 + (toMicros - fromMicros) / 1_000);
      times.set(name, list);
    }
    for (const list of times.values()) list.sort((a, b) => a - b);
    return times;
  }

  #complaint(): string {
    const said = readOrEmpty(join(this.#folder, "errors.log")) || readOrEmpty(join(this.#folder, "output"));
    return said.slice(0, 600);
  }
}

function anyOf(count: number): number {
  return Math.floor(Math.random() * count);
}

function pace(rate: number, count: number): readonly string[] {
  return ["-r", String(rate), "-m", String(count), "-l", String(MOST_CALLS)];
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** A capture of G.711 µ-law RTP in packets of 20 ms: a noise that no silence detector takes for silence. */
function speechCapture(seconds: number): Buffer {
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0xa1b2c3d4, 0);
  head.writeUInt16LE(2, 4);
  head.writeUInt16LE(4, 6);
  head.writeUInt32LE(65_535, 16);
  head.writeUInt32LE(1, 20);
  return Buffer.concat([head, ...Array.from({ length: seconds * 50 }, (_, index) => capturedPacket(index))]);
}

function capturedPacket(index: number): Buffer {
  const payload = Buffer.from(Array.from({ length: 160 }, (_, sample) => (sample * 37 + index * 11) & 0x7f));
  const frame = Buffer.alloc(14 + 20 + 8 + 12);
  frame.writeUInt16BE(0x0800, 12);
  frame.writeUInt8(0x45, 14);
  frame.writeUInt16BE(20 + 8 + 12 + payload.length, 16);
  frame.writeUInt16BE(index, 18);
  frame.writeUInt8(64, 22);
  frame.writeUInt8(17, 23);
  frame.set([127, 0, 0, 1, 127, 0, 0, 1], 26);
  frame.writeUInt16BE(20_000, 34);
  frame.writeUInt16BE(20_002, 36);
  frame.writeUInt16BE(8 + 12 + payload.length, 38);
  frame.writeUInt8(0x80, 42);
  frame.writeUInt8(index === 0 ? 0x80 : 0, 43);
  frame.writeUInt16BE(index & 0xffff, 44);
  frame.writeUInt32BE(index * 160, 46);
  frame.writeUInt32BE(0x1234, 50);
  const record = Buffer.alloc(16);
  record.writeUInt32LE(Math.floor(index / 50), 0);
  record.writeUInt32LE((index % 50) * 20_000, 4);
  record.writeUInt32LE(frame.length + payload.length, 8);
  record.writeUInt32LE(frame.length + payload.length, 12);
  return Buffer.concat([record, frame, payload]);
}
