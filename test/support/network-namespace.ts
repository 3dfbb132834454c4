import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** In the namespace: whoever connects to the Unix socket is led to the loopback port, as soon as a program listens there. */
const BRIDGE = `
const { connect, createServer } = require("node:net");
const [path, port] = process.argv.slice(1);
const lead = (outside) => {
  if (outside.destroyed) return;
  const inside = connect(Number(port), "127.0.0.1");
  inside.once("error", () => setTimeout(lead, 50, outside));
  inside.once("connect", () => {
    inside.on("error", () => outside.destroy());
    outside.pipe(inside).pipe(outside);
  });
};
createServer((outside) => lead(outside.on("error", () => undefined))).listen(path, () => console.log("listens"));
`;

/** A machine of a test: a Linux network namespace, which goes with it. Needs the rights of an administrator. */
export class NetworkNamespace implements AsyncDisposable {
  readonly name: string;
  readonly #folder = mkdtempSync(join(tmpdir(), "network-"));
  readonly #bridges: ChildProcess[] = [];
  readonly #tunnels: Server[] = [];

  private constructor(name: string) {
    this.name = name;
  }

  static async create(): Promise<NetworkNamespace> {
    const name = `offhook-${randomBytes(4).toString("hex")}`;
    await run("ip", ["netns", "add", name]);
    const namespace = new NetworkNamespace(name);
    await namespace.ip("link", "set", "lo", "up");
    return namespace;
  }

  /** A command line that runs this one in the namespace. */
  inside(command: string, ...parameters: readonly string[]): readonly [command: string, parameters: string[]] {
    return ["ip", ["netns", "exec", this.name, command, ...parameters]];
  }

  async run(command: string, ...parameters: readonly string[]): Promise<void> {
    await run(...this.inside(command, ...parameters));
  }

  async ip(...parameters: readonly string[]): Promise<void> {
    await run("ip", ["-n", this.name, ...parameters]);
  }

  /** A cable to another one: `address` is ours at it, with the length of the network's prefix. */
  async cable(other: NetworkNamespace, { address, otherAddress }: Cable): Promise<void> {
    const [ours, theirs] = [interfaceName(), interfaceName()];
    await this.ip("link", "add", ours, "type", "veth", "peer", "name", theirs, "netns", other.name);
    await this.ip("address", "add", address, "dev", ours);
    await this.ip("link", "set", ours, "up");
    await other.ip("address", "add", otherAddress, "dev", theirs);
    await other.ip("link", "set", theirs, "up");
  }

  /** From now on the same port of this machine's own loopback leads to that port of the namespace's loopback. */
  async tunnel(port: number): Promise<void> {
    const path = join(this.#folder, String(port));
    const bridge = spawn(...this.inside(process.execPath, "-e", BRIDGE, path, String(port)), {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#bridges.push(bridge);
    await once(bridge.stdout, "data");
    const tunnel = createServer((outside) => {
      const inside = connect(path);
      outside.on("error", () => inside.destroy()).pipe(inside);
      inside.on("error", () => outside.destroy()).pipe(outside);
    });
    this.#tunnels.push(tunnel);
    tunnel.listen(port, "127.0.0.1");
    await once(tunnel, "listening");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const tunnel of this.#tunnels) tunnel.close();
    for (const bridge of this.#bridges) {
      const ended = once(bridge, "close");
      bridge.kill("SIGKILL");
      await ended;
    }
    await run("ip", ["netns", "delete", this.name]);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

interface Cable {
  readonly address: string;
  readonly otherAddress: string;
}

/** Linux takes 15 characters. */
function interfaceName(): string {
  return `oh${randomBytes(4).toString("hex")}`;
}
