import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { EventLog } from "./event-log.ts";
import { freePort, freePortRange } from "./free-ports.ts";

const PATIENCE_MS = 25_000;
const RTP_PORTS = 10;

/** Whether linphone-cli is installed. */
export function hasLinphone(): boolean {
  return (process.env["PATH"] ?? "").split(":").some((folder) => existsSync(join(folder, "linphone-daemon")));
}

/** A real softphone: Linphone's daemon, which knows nothing but the address of its settings. */
export class Linphone implements AsyncDisposable {
  /** Every line that it says. */
  readonly lines = new EventLog<string>((line) => line);
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(folder: string, process: ChildProcess) {
    this.#folder = folder;
    this.#process = process;
    for (const stream of [process.stdout, process.stderr])
      if (stream !== null) createInterface({ input: stream }).on("line", (line) => this.lines.add(line));
  }

  /** @param settings  the address that a person scans as a QR code */
  static async start(settings: string): Promise<Linphone> {
    const folder = mkdtempSync(join(tmpdir(), "linphone-"));
    mkdirSync(join(folder, ".local/share/linphone"), { recursive: true });
    mkdirSync(join(folder, ".config/linphone"), { recursive: true });
    const rtp = await freePortRange(RTP_PORTS);
    const config = [
      "[misc]",
      `config-uri=${settings}`,
      "[sip]",
      `sip_port=${await freePort()}`,
      "sip_tcp_port=-1",
      "[rtp]",
      `audio_rtp_port=${rtp}-${rtp + RTP_PORTS - 1}`,
      "",
    ];
    writeFileSync(join(folder, "linphonerc"), config.join("\n"));
    const options = ["--auto-answer", "--config", join(folder, "linphonerc"), "--factory-config", join(folder, "none")];
    const env = { PATH: process.env["PATH"], HOME: folder };
    const child = spawn("linphone-daemon", options, { stdio: ["pipe", "pipe", "pipe"], env });
    return new Linphone(folder, child);
  }

  /** Types a command, as to its console. */
  types(command: string): void {
    this.#process.stdin?.write(`${command}\n`);
  }

  async says(pattern: RegExp, from = 0): Promise<string> {
    return this.lines.waitFor((line) => pattern.test(line), { withinMs: PATIENCE_MS, what: String(pattern), from });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = once(this.#process, "close");
      this.#process.kill("SIGTERM");
      const kill = setTimeout(() => this.#process.kill("SIGKILL"), PATIENCE_MS / 2);
      await ended;
      clearTimeout(kill);
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
