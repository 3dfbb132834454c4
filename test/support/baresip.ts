import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tellAtFailure } from "./at-failure.ts";
import { readWav, type Sound } from "./audio.ts";
import { EventLog } from "./event-log.ts";
import { freePort, freePortRange } from "./free-ports.ts";
import type { NetworkNamespace } from "./network-namespace.ts";
import { laddersOf, rung, type Step } from "./ladder.ts";
import { readSip } from "./sip-text.ts";

export interface SoftphoneOptions {
  readonly username: string;
  readonly password: string;
  /** host:port of the switch. */
  readonly server: string;
  readonly transport?: "udp" | "tcp";
  /** What its microphone hears: a tone of this many hertz. */
  readonly hears: number;
  readonly answer?: "auto" | "manual";
  /** baresip's names, in order of preference. */
  readonly codecs?: "PCMA" | "PCMU" | "PCMA,PCMU" | "PCMU,PCMA" | "G722/16000" | "opus/48000/2";
  /** Seconds; 0: never, as a provider's switch. */
  readonly registerEvery?: number;
  /** Where it sends from. */
  readonly address?: string;
  /** The machine that it runs on; default: this one. */
  readonly machine?: NetworkNamespace;
  /** It agrees on keys in the stream itself (DTLS-SRTP), or by SIP (SDES), and takes no call without. */
  readonly encryption?: "dtls" | "sdes";
}

/** baresip's; for DTLS it makes a certificate as it starts. */
const ENCRYPTION = {
  dtls: { module: "dtls_srtp", name: "dtls_srtp" },
  sdes: { module: "srtp", name: "srtp-mand" },
} as const;

/** One line of what baresip tells: CALL_INCOMING, CALL_ESTABLISHED, CALL_CLOSED, REGISTER_OK … */
interface PhoneEvent {
  readonly type: string;
  readonly param?: string;
  readonly peeruri?: string;
}

/** Ports that were free a moment ago are never taken this often in a row. */
const PORT_ATTEMPTS = 3;
/** How long a softphone may take to come up or to go. */
const PATIENCE_MS = 25_000;
const RTP_PORTS = 20;

/** A real desk phone: baresip, headless, driven over its control port; what it hears is written to a WAV file. */
export class Softphone implements AsyncDisposable {
  readonly events = new EventLog<PhoneEvent>(({ type, param }) => `${type} ${param ?? ""}`);
  /** Everything that it sent and received. */
  readonly steps = new EventLog<Step>(rung);
  readonly options: SoftphoneOptions;
  /** host:port where it takes calls. */
  readonly sip: string;
  readonly #folder: string;
  readonly #process: ChildProcess;
  #control: Socket | undefined;
  readonly #replies = new EventLog<{ token: string; ok: boolean; data: string }>();
  #commands = 0;
  /** How it ended, if it did. */
  readonly #end: string[] = [];
  readonly #witness = tellAtFailure("baresip", () => [...this.steps.all.map(rung), ...this.#end]);

  private constructor(options: SoftphoneOptions, folder: string, sip: string, process: ChildProcess) {
    this.options = options;
    this.sip = sip;
    this.#folder = folder;
    this.#process = process;
    process.once("close", (code, signal) => this.#end.push(`(ended with ${String(code ?? signal)})`));
  }

  /** Starts it and waits until it is registered (unless `registerEvery` is 0). */
  static async start(options: SoftphoneOptions): Promise<Softphone> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await Softphone.#startOnce(options);
      } catch (failure) {
        // Another program may take a port between our look and its start: then it never opens its control port.
        const noControl = (failure as NodeJS.ErrnoException).code === "ECONNREFUSED";
        if (!noControl || attempt === PORT_ATTEMPTS) throw failure;
      }
    }
  }

  static async #startOnce(options: SoftphoneOptions): Promise<Softphone> {
    const folder = mkdtempSync(join(tmpdir(), "softphone-"));
    const { address = "127.0.0.1", hears, machine } = options;
    const controlPort = await freePort();
    const sip = `${address}:${await freePort(machine === undefined ? address : "127.0.0.1")}`;
    const rtpPort = await freePortRange(RTP_PORTS);
    const { encryption, codecs } = options;
    const modules = [
      ...(encryption === undefined ? [] : [ENCRYPTION[encryption].module]),
      ...(codecs === "G722/16000" ? ["g722"] : codecs === "opus/48000/2" ? ["opus"] : []),
    ];
    const sound = soundOf(options);
    writeFileSync(
      join(folder, "config"),
      config({ folder, controlPort, address, sip, rtpPort, hears, modules, ...sound }),
    );
    writeFileSync(join(folder, "accounts"), account(options));
    await machine?.tunnel(controlPort);
    const program = machine?.inside("baresip", ...parameters(folder)) ?? (["baresip", parameters(folder)] as const);
    const child = spawn(...program, { stdio: ["pipe", "pipe", "pipe"] });
    const phone = new Softphone(options, folder, sip, child);
    phone.#follow();
    try {
      phone.#control = await connectTo(controlPort, child);
      phone.#listen(phone.#control);
      if (options.registerEvery !== 0) await phone.registered();
    } catch (failure) {
      await phone[Symbol.asyncDispose]();
      throw failure;
    }
    return phone;
  }

  /** The same from a folder that has been set up for its person, with `accounts` and `config`; only sound and ports are the test's. Takes the folder over. */
  static async startAsSetUp(folder: string, { hears }: Pick<SoftphoneOptions, "hears">): Promise<Softphone> {
    const written = readFileSync(join(folder, "config"), "utf8");
    const ports = { controlPort: await freePort(), sip: `127.0.0.1:${await freePort()}` };
    const ours = config({ folder, hears, ...ports, rtpPort: await freePortRange(RTP_PORTS) });
    writeFileSync(join(folder, "config"), ours + written.replaceAll(/^(?:audio_|ausrc_|auplay_|module).*$/gm, ""));
    const child = spawn("baresip", parameters(folder), { stdio: ["pipe", "pipe", "pipe"] });
    const phone = new Softphone({ username: "", password: "", server: "127.0.0.1", hears }, folder, ports.sip, child);
    phone.#follow();
    try {
      phone.#control = await connectTo(ports.controlPort, child);
      phone.#listen(phone.#control);
    } catch (failure) {
      await phone[Symbol.asyncDispose]();
      throw failure;
    }
    return phone;
  }

  /** Looks at the wire: its own event may come before a client is connected to hear it. */
  async registered(): Promise<void> {
    const what = `registration of ${this.options.username}`;
    await this.steps.waitFor((step) => rung(step) === "< 200 REGISTER", { withinMs: PATIENCE_MS, what });
  }

  /** The next event of this type, or one that has come since `from` events. */
  tells(type: string, { withinMs = PATIENCE_MS, from = 0 } = {}): Promise<PhoneEvent> {
    return this.events.waitFor((event) => event.type === type, {
      withinMs,
      from,
      what: `${type} from ${this.options.username}`,
    });
  }

  async dial(target: string): Promise<void> {
    await this.command("dial", target.includes("@") ? target : `sip:${target}@${this.options.server}`);
  }

  answers(): Promise<void> {
    return this.command("accept");
  }

  hangsUp(): Promise<void> {
    return this.command("hangup");
  }

  holds(): Promise<void> {
    return this.command("hold");
  }

  resumes(): Promise<void> {
    return this.command("resume");
  }

  async presses(digit: string): Promise<void> {
    await this.command("sndcode", digit);
  }

  /** Everything that came to its ear until the call was first put on hold; complete once the call has ended. */
  heard(): Sound {
    return this.#recorded("dec");
  }

  get ladders(): readonly (readonly string[])[] {
    return laddersOf(this.steps.all);
  }

  #recorded(direction: "dec" | "enc"): Sound {
    const files = readdirSync(this.#folder)
      .filter((name) => name.endsWith(`-${direction}.wav`))
      .sort();
    const sounds = files.map((name) => readWav(join(this.#folder, name)));
    const samples = new Float64Array(sounds.reduce((length, sound) => length + sound.samples.length, 0));
    let at = 0;
    for (const sound of sounds) {
      samples.set(sound.samples, at);
      at += sound.samples.length;
    }
    return { samples, rate: sounds[0]?.rate ?? 8_000 };
  }

  async command(command: string, params = ""): Promise<void> {
    const token = `c${++this.#commands}`;
    const message = JSON.stringify({ command, params, token });
    this.#control?.write(`${Buffer.byteLength(message)}:${message},`);
    const reply = await this.#replies.waitFor((one) => one.token === token, {
      withinMs: PATIENCE_MS,
      what: `reply to ${command}`,
    });
    if (!reply.ok) throw new Error(`${command} ${params}: ${reply.data}`);
  }

  /** Reads the SIP messages out of what it writes to its terminal. */
  #follow(): void {
    let text = "";
    const take = (chunk: string): void => {
      text += chunk;
      for (let match = TRACED.exec(text); match !== null; match = TRACED.exec(text)) {
        text = text.slice(match.index + match[0].length);
        const message = readSip(match[2]!);
        const direction = match[1] === this.sip ? ">" : "<";
        if (message !== undefined) this.steps.add({ direction, message, atMs: Date.now() });
      }
    };
    this.#process.stdout?.setEncoding("utf8").on("data", take);
    this.#process.stderr?.setEncoding("utf8").on("data", take);
  }

  #listen(control: Socket): void {
    let rest = Buffer.alloc(0);
    control.on("data", (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      for (;;) {
        const colon = rest.indexOf(":");
        const length = colon < 0 ? NaN : Number(rest.subarray(0, colon).toString());
        if (Number.isNaN(length) || rest.length < colon + 1 + length + 1) return;
        const message = JSON.parse(rest.subarray(colon + 1, colon + 1 + length).toString()) as Record<string, unknown>;
        rest = rest.subarray(colon + 1 + length + 1);
        if (message["event"] === true) this.events.add(message as unknown as PhoneEvent);
        else this.#replies.add(message as unknown as { token: string; ok: boolean; data: string });
      }
    });
    control.on("error", () => undefined); // its end is seen on the process
  }

  /** Ends it as a pulled plug would: nothing is sent. */
  vanishes(): void {
    this.#process.kill("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#control?.destroy();
    this.#witness[Symbol.dispose]();
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

function parameters(folder: string): string[] {
  return ["-f", folder, "-v", "-s"];
}

/** A message as "-s" shows it, in colour: "UDP from -> to", then the message. */
const TRACED = /\x1b\[36;1m#\n(?:UDP|TCP|TLS) (\S+) -> \S+\n([^]*?)\x1b\[;m/;

/** baresip opens its control port a moment after it starts. */
async function connectTo(port: number, phone: ChildProcess): Promise<Socket> {
  const deadlineMs = Date.now() + PATIENCE_MS;
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    try {
      await once(socket, "connect");
      return socket;
    } catch (failure) {
      socket.destroy();
      if (phone.exitCode !== null || Date.now() > deadlineMs) throw failure;
      await new Promise((resolve) => setTimeout(resolve, 20)); // no event tells when a foreign program listens
    }
  }
}

function account({
  username,
  password,
  server,
  transport = "udp",
  answer = "manual",
  codecs = "PCMA,PCMU",
  registerEvery = 600,
  encryption,
}: SoftphoneOptions): string {
  const fields = [
    `<sip:${username}@${server};transport=${transport}>`,
    `auth_user=${username}`,
    `auth_pass=${password}`,
    `answermode=${answer}`,
    `audio_codecs=${codecs}`,
    `regint=${registerEvery}`,
    ...(encryption === undefined ? [] : [`mediaenc=${ENCRYPTION[encryption].name}`]),
  ];
  return `${fields.join(";")}\n`;
}

/** Samples a second and channels of what it plays: as its codec has them. */
function soundOf({ codecs }: SoftphoneOptions): Pick<Config, "rate" | "channels"> {
  if (codecs === "opus/48000/2") return { rate: 48_000, channels: 2 };
  return codecs === "G722/16000" ? { rate: 16_000 } : {};
}

interface Config {
  readonly folder: string;
  readonly controlPort: number;
  readonly address?: string;
  readonly sip: string;
  readonly rtpPort: number;
  readonly hears: number;
  /** Beside those that every one of them has. */
  readonly modules?: readonly string[];
  /** Samples a second of what it plays. */
  readonly rate?: number;
  readonly channels?: number;
}

/** The module ausine makes its tone at 48 kHz in stereo and in no other way. */
function config({ address = "127.0.0.1", modules = [], rate = 8_000, channels = 1, ...more }: Config): string {
  const { folder, controlPort, sip, rtpPort, hears } = more;
  return `
poll_method epoll
net_interface ${address}
sip_listen ${sip}
audio_player aubridge,ear
audio_alert aubridge,alert
audio_source ausine,${hears}
ausrc_srate 48000
ausrc_channels 2
auplay_srate ${rate}
auplay_channels ${channels}
audio_jitter_buffer_delay 1-5
rtp_ports ${rtpPort}-${rtpPort + RTP_PORTS - 1}
snd_path ${folder}
module_path /usr/lib/baresip/modules
module g711.so
${modules.map((module) => `module ${module}.so`).join("\n")}
module ausine.so
module aubridge.so
module sndfile.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:${controlPort}
`;
}
