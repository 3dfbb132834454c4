import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { tellAtFailure } from "./at-failure.ts";
import { ApiClient, type Device, type User } from "./api-client.ts";
import { ENGINES } from "./engines.ts";
import { EventLog } from "./event-log.ts";
import { freePort, freePortRange } from "./free-ports.ts";
import type { NetworkNamespace } from "./network-namespace.ts";

/** Calls from here are the provider's; from everywhere else they are not. */
export const TRUNK_ADDRESS = "127.0.0.2";
/** An address that no trunk has. */
export const STRANGER_ADDRESS = "127.0.0.3";

export interface OffhookOptions {
  /** Variables beside those that every product under test gets. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Default: one of its own, which goes with it. */
  readonly dataDir?: string;
  readonly ports?: Ports;
  /** Another machine than this one, and its address for phones. */
  readonly at?: { readonly machine: NetworkNamespace; readonly address: string };
}

export interface Ports {
  readonly http: number;
  readonly sip: number;
  readonly rtp: number;
}

/** A person with an extension, a direct number and phones, as the tests know them. */
export interface Person extends User {
  readonly name: string;
  readonly number: string;
}

const MAIN = resolve("dist", "main.js");
const API_TOKEN = "a-token-for-tests-only";
/** Its processes read the whole program, one core for all of them on a busy machine: only one that hangs takes longer. */
const READY_WITHIN_MS = 85_000;
const END_WITHIN_MS = 30_000;
/** Lines of its log that are kept for the developer who looks at a failure. */
const KEPT_LINES = 300;
const RTP_PORTS = 400;

/** The built product, run as a customer runs it: `node dist/main.js` with an environment of its own. */
export class Offhook implements AsyncDisposable {
  readonly api: ApiClient;
  readonly ports: Ports;
  readonly dataDir: string;
  /** Every line that it says. */
  readonly lines = new EventLog<string>((line) => line);
  readonly #process: ChildProcess;
  readonly #sipHost: string;
  readonly #ownsData: boolean;
  readonly #ended: Promise<number>;
  readonly #witness = tellAtFailure("the switch", () => this.lines.all);
  #people = 0;

  private constructor(
    process: ChildProcess,
    { sipHost, ...ports }: Ports & { readonly sipHost: string },
    data: { dir: string; own: boolean },
  ) {
    this.#process = process;
    this.#sipHost = sipHost;
    this.ports = ports;
    this.dataDir = data.dir;
    this.#ownsData = data.own;
    this.api = new ApiClient(`http://127.0.0.1:${ports.http}`, API_TOKEN);
    for (const stream of [process.stdout, process.stderr])
      if (stream !== null) createInterface({ input: stream }).on("line", (line) => this.lines.add(line));
    this.#ended = once(process, "close").then(([code, signal]) => {
      this.lines.add(`(ended with ${String(code ?? signal)})`);
      return (code as number | null) ?? 128;
    });
  }

  /** Starts it and waits until it says that it is ready. */
  static async start(options: OffhookOptions = {}): Promise<Offhook> {
    const offhook = await Offhook.launch(options);
    try {
      await offhook.lines.waitFor((line) => line.startsWith("Offhook is ready") || line.startsWith("(ended"), {
        withinMs: READY_WITHIN_MS,
        what: "readiness",
      });
      if (offhook.#process.exitCode !== null) throw new Error(`Offhook did not start: ${offhook.tail()}`);
    } catch (failure) {
      await offhook[Symbol.asyncDispose]();
      throw failure;
    }
    return offhook;
  }

  /** Starts it and waits for nothing. */
  static async launch(options: OffhookOptions = {}): Promise<Offhook> {
    const ports = options.ports ?? (await freePorts());
    const dir = options.dataDir ?? mkdtempSync(join(tmpdir(), "offhook-data-"));
    const { at } = options;
    if (at !== undefined) await at.machine.tunnel(ports.http);
    const program = at?.machine.inside(process.execPath, MAIN) ?? ([process.execPath, [MAIN]] as const);
    const sipHost = at?.address ?? ENGINES.sip?.host ?? "127.0.0.1";
    const child = spawn(...program, {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env["PATH"],
        HTTP_HOST: "127.0.0.1",
        HTTP_PORT: String(ports.http),
        SIP_HOST: sipHost,
        SIP_PORT: String(ports.sip),
        ...(ENGINES.embedded ? { RTP_PORTS: `${ports.rtp}-${ports.rtp + RTP_PORTS - 1}` } : {}),
        DATA_DIR: dir,
        API_TOKEN,
        PRIVATE_TRUNKS: "allowed",
        // Attackers and phones of the tests are all at this machine: what is about attackers says otherwise.
        ALLOW_LIST: "127.0.0.0/8,::1",
        LOG_LEVEL: "info",
        DRAIN_SECONDS: "2",
        ...ENGINES.environment,
        ...options.environment,
      },
    });
    return new Offhook(child, { ...ports, sipHost }, { dir, own: options.dataDir === undefined });
  }

  /** host:port where phones and trunks reach it. */
  get sip(): string {
    return `${this.#sipHost}:${this.ports.sip}`;
  }

  get pid(): number {
    return this.#process.pid!;
  }

  /** A user of the next free extension (2001 …) with the direct number +3317000<extension>. */
  async person(user: Record<string, unknown> = {}, voicemail: Record<string, unknown> = {}): Promise<Person> {
    const extension = String(2001 + this.#people++);
    const name = `Person ${extension}`;
    const number = `+3317000${extension}`;
    const made = await this.api.addUser({
      name,
      email: `person-${extension}@example.com`,
      extension,
      language: "en",
      phoneNumbers: [number],
      ...user,
    });
    if (Object.keys(voicemail).length > 0) await this.api.patchVoicemail(made.id, voicemail);
    return { ...made, name, number };
  }

  /** A user and one phone of theirs. */
  async personWithPhone(
    user: Record<string, unknown> = {},
    voicemail: Record<string, unknown> = {},
  ): Promise<readonly [Person, Device]> {
    const person = await this.person(user, voicemail);
    return [person, await this.api.addDevice(person.id)];
  }

  /** The provider whose calls come from TRUNK_ADDRESS and who takes ours at this port. */
  addTrunk(port = 5060, more: Record<string, unknown> = {}): Promise<{ readonly id: string }> {
    const trustedAddresses = [TRUNK_ADDRESS];
    const silent = { healthCheckSeconds: 0 }; // sipp's scripts know nothing of OPTIONS
    return this.api.addTrunk({ name: "Provider", host: TRUNK_ADDRESS, port, trustedAddresses, ...silent, ...more });
  }

  /** What it holds now: calls of the application, and everything that the embedded engines count. */
  async counts(): Promise<Readonly<Record<string, number>>> {
    const metrics = await this.api.metrics();
    // What is known of sources stays for hours, within a limit: no call or transaction holds it.
    const counted = [...metrics].filter(([name]) =>
      /^offhook_(?:live_calls|engine_count(?!.*what="sources"))/.test(name),
    );
    return Object.fromEntries(counted);
  }

  /** The same data and ports, a new process. */
  async restart(): Promise<Offhook> {
    await this.stop();
    return Offhook.start({ dataDir: this.dataDir, ports: this.ports });
  }

  /** Tells it to end, as Ctrl-C or a service manager does, and gives the exit code. */
  async stop(signal: "SIGINT" | "SIGTERM" = "SIGTERM"): Promise<number> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) this.#process.kill(signal);
    return this.ended();
  }

  async ended(withinMs = END_WITHIN_MS): Promise<number> {
    const tooLate = setTimeout(() => this.#process.kill("SIGKILL"), withinMs);
    try {
      return await this.#ended;
    } finally {
      clearTimeout(tooLate);
    }
  }

  tail(lines = KEPT_LINES): string {
    return this.lines.all.slice(-lines).join("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.#witness[Symbol.dispose]();
    if (this.#ownsData) rmSync(this.dataDir, { recursive: true, force: true });
  }
}

export async function freePorts(): Promise<Ports> {
  const [http, sip, rtp] = await Promise.all([freePort(), ENGINES.sip?.port ?? freePort(), freePortRange(RTP_PORTS)]);
  return { http, sip, rtp };
}
