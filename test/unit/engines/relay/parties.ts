import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { pino } from "pino";
import { startRelayEngine, type RelayEngine } from "../../../../src/engines/relay/engine.ts";
import { NgRelay } from "../../../../src/media/relay/ng-relay.ts";
import { Scope } from "../../../../src/runtime/scope.ts";
import { systemClock } from "../../../../src/runtime/clock.ts";
import { freePortRange } from "../../../support/free-ports.ts";

const RTP_PORTS = 40;
const SSRC = 0x5eed_0007;

/** A relay, and the application's client of it. */
export interface RelayRig extends AsyncDisposable {
  readonly engine: RelayEngine;
  readonly relay: NgRelay;
}

export async function startRelay({ ports = RTP_PORTS } = {}): Promise<RelayRig> {
  const scope = new Scope();
  const first = await freePortRange(ports);
  const engine = scope.own(
    await startRelayEngine(
      { control: { address: "127.0.0.1", port: 0 }, rtp: { ports: [first, first + ports - 1] } },
      { clock: systemClock, logger: pino({ level: "silent" }) },
    ),
  );
  const relay = new NgRelay({ host: "127.0.0.1", port: engine.control.port }, systemClock);
  scope.defer(() => relay[Symbol.dispose]());
  return { engine, relay, [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose]() };
}

/** A telephone's media alone: a UDP socket that sends packets and keeps what comes. */
export class Party implements AsyncDisposable {
  readonly address: string;
  readonly port: number;
  readonly #socket: Socket;
  readonly #came: Buffer[] = [];
  #sequence = 100;

  private constructor(socket: Socket, address: string) {
    this.#socket = socket;
    this.address = address;
    this.port = socket.address().port;
    socket.on("message", (datagram) => this.#came.push(datagram));
  }

  static async at(address: string): Promise<Party> {
    const socket = createSocket({ type: "udp4" });
    socket.bind(0, address);
    await once(socket, "listening");
    return new Party(socket, address);
  }

  /** @param address  what it says of itself, which behind NAT isn't where its packets come from */
  sdp({ profile = "RTP/AVP", address = this.address, lines = [] as readonly string[] } = {}): string {
    return [
      ...["v=0", `o=- 1 1 IN IP4 ${address}`, "s=-", `c=IN IP4 ${address}`, "t=0 0"],
      ...[`m=audio ${this.port} ${profile} 0`, "a=rtpmap:0 PCMU/8000", ...lines, ""],
    ].join("\r\n");
  }

  /** An RTP packet with this text for its sound. */
  packet(text: string, ssrc = SSRC): Buffer {
    const head = Buffer.alloc(12);
    head[0] = 0x80;
    head.writeUInt16BE(this.#sequence++, 2);
    head.writeUInt32BE(ssrc, 8);
    return Buffer.concat([head, Buffer.from(text)]);
  }

  says(text: string, to: { address: string; port: number }, ssrc = SSRC): void {
    this.sends(this.packet(text, ssrc), to);
  }

  sends(datagram: Buffer, { address, port }: { address: string; port: number }): void {
    this.#socket.send(datagram, port, address);
  }

  /** The next datagram that ends with this text; those before it are passed over. */
  async hears(text: string): Promise<Buffer> {
    return await this.gets((datagram) => datagram.toString("latin1").endsWith(text));
  }

  async gets(isIt: (datagram: Buffer) => boolean): Promise<Buffer> {
    for (;;) {
      for (let next = this.#came.shift(); next !== undefined; next = this.#came.shift()) if (isIt(next)) return next;
      await once(this.#socket, "message");
    }
  }

  /** All that has come and wasn't asked for yet. */
  get came(): readonly Buffer[] {
    return this.#came;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((closed) => this.#socket.close(() => closed()));
  }
}

/** Where a description says that audio goes to. */
export function audioOf(sdp: string): { address: string; port: number } {
  const [, address = ""] = /^c=IN IP4 (\S+)/m.exec(sdp) ?? [];
  const [, port] = /^m=audio (\d+)/m.exec(sdp) ?? [];
  return { address, port: Number(port) };
}
