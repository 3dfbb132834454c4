import type { Clock } from "../../src/runtime/clock.ts";
import type { Hop, ListeningPoint, Protocol } from "../../src/engines/sip/transport/hop.ts";
import { createResolver } from "../../src/engines/sip/transport/resolve.ts";
import type { OpenWire, SendFailure, SipWire, WireHandlers } from "../../src/engines/sip/transport/wire.ts";
import { seededRandom } from "./random.ts";

/** What the network does to datagrams. Streams are delayed, but lose and reorder nothing. */
export interface Weather {
  /** Share of datagrams lost, 0 to 1. */
  readonly loss?: number;
  /** Share of datagrams that arrive twice. */
  readonly duplicated?: number;
  /** Each takes between the two, so they overtake each other. */
  readonly delayMs?: readonly [shortest: number, longest: number];
}

/** One message as it was sent, whether or not it arrived. */
export interface Sent {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly atMs: number;
}

interface Stream {
  readonly flow: string;
  readonly owner: SimulatedWire;
  readonly local: { readonly address: string; readonly port: number };
  readonly remote: { readonly address: string; readonly port: number };
  readonly protocol: Protocol;
  /** The other end; undefined until it is connected, and when it has ended. */
  peer: Stream | undefined;
  open: boolean;
}

const FIRST_EPHEMERAL_PORT = 40_000;

/** A network without sockets, on a clock of the test's: give `openWire` to an agent, then move the clock. */
export class SimulatedNetwork {
  readonly clock: Clock;
  readonly sent: Sent[] = [];
  /** Names that `resolve` knows. */
  readonly names = new Map<string, readonly string[]>();
  weather: Weather;
  /** Datagrams and stream messages on their way. */
  inFlight = 0;
  readonly #random: () => number;
  readonly #wires = new Map<string, SimulatedWire>();
  #nextPort = FIRST_EPHEMERAL_PORT;
  #streams = 0;

  constructor(clock: Clock, seed = 1, weather: Weather = {}) {
    this.clock = clock;
    this.#random = seededRandom(seed);
    this.weather = weather;
  }

  /** A host with sockets at these concrete addresses; port 0 takes a free one. */
  openWire(...listen: readonly ListeningPoint[]): OpenWire {
    const points = listen.map((point) => ({ ...point, port: point.port === 0 ? this.takePort() : point.port }));
    return () => new SimulatedWire(this, points);
  }

  takePort(): number {
    return this.#nextPort++;
  }

  nextFlow(): string {
    return `sim-${++this.#streams}`;
  }

  attach(point: ListeningPoint, wire: SimulatedWire): void {
    const place = placeOf(point.protocol, point.address, point.port);
    if (this.#wires.has(place)) throw new Error(`${place} is taken`);
    this.#wires.set(place, wire);
  }

  detach(point: ListeningPoint): void {
    this.#wires.delete(placeOf(point.protocol, point.address, point.port));
  }

  at(protocol: Protocol, address: string, port: number): SimulatedWire | undefined {
    return this.#wires.get(placeOf(protocol, address, port));
  }

  /** Every stream connection ends at once. */
  cutAll(): void {
    for (const wire of new Set(this.#wires.values())) wire.cutAll();
  }

  note(from: string, to: string, bytes: Uint8Array): void {
    this.sent.push({ from, to, text: Buffer.from(bytes).toString("utf8"), atMs: this.clock.nowMs() });
  }

  /** Loses, delays and doubles a datagram. */
  carry(arrive: () => void): void {
    const { loss = 0, duplicated = 0 } = this.weather;
    if (this.#random() >= loss) this.deliver(arrive, this.#delay());
    if (this.#random() < duplicated) this.deliver(arrive, this.#delay());
  }

  /** In order, as what a stream carries. */
  deliver(arrive: () => void, afterMs = this.weather.delayMs?.[0] ?? 0): void {
    this.inFlight++;
    this.clock.arm(afterMs, () => {
      this.inFlight--;
      arrive();
    });
  }

  #delay(): number {
    const [shortest, longest] = this.weather.delayMs ?? [0, 0];
    return shortest + Math.floor(this.#random() * (longest - shortest + 1));
  }
}

export class SimulatedWire implements SipWire {
  readonly listening: readonly ListeningPoint[];
  readonly #network: SimulatedNetwork;
  readonly #streams = new Map<string, Stream>();
  #handlers: WireHandlers | undefined;

  constructor(network: SimulatedNetwork, listening: readonly ListeningPoint[]) {
    this.#network = network;
    this.listening = listening;
  }

  open(handlers: WireHandlers): Promise<void> {
    this.#handlers = handlers;
    for (const point of this.listening) this.#network.attach(point, this);
    return Promise.resolve();
  }

  send(bytes: Uint8Array, hop: Hop, onFailed?: (failure: SendFailure) => void): string | undefined {
    const fail = (failure: SendFailure): undefined => {
      if (onFailed !== undefined) this.#network.deliver(() => onFailed(failure));
    };
    if (hop.protocol === "udp") {
      const from = this.#pointFor(hop);
      if (from === undefined) return fail("transport");
      this.#network.note(placeOf("udp", from.address, from.port), placeOf("udp", hop.address, hop.port), bytes);
      this.#network.carry(() => this.#network.at("udp", hop.address, hop.port)?.receiveDatagram(bytes, from, hop));
      return undefined;
    }
    const stream = this.#streamFor(hop);
    if (stream === undefined) return fail(hop.flow === undefined ? "transport" : "flow-closed");
    const { local, remote, protocol } = stream;
    this.#network.note(
      placeOf(protocol, local.address, local.port),
      placeOf(protocol, remote.address, remote.port),
      bytes,
    );
    this.#network.deliver(() => {
      if (stream.peer?.open === true) stream.peer.owner.receiveFrom(stream.peer, bytes);
      else onFailed?.("transport");
    });
    return stream.flow;
  }

  advertised(hop: Hop): { host: string; port: number } | undefined {
    const point = this.#pointFor(hop);
    return point === undefined ? undefined : { host: point.publicAddress ?? point.address, port: point.port };
  }

  resolve(uri: string): Promise<readonly Hop[]> {
    const lookup = {
      srv: () => Promise.resolve([]),
      addresses: (name: string) => Promise.resolve(this.#network.names.get(name) ?? []),
    };
    return createResolver(lookup).resolve(uri, new Set(this.listening.map(({ protocol }) => protocol)));
  }

  flows(): number {
    return this.#streams.size;
  }

  /** The connection ends, as if a cable were pulled and both sides saw it. */
  cut(flow: string): void {
    const stream = this.#streams.get(flow);
    if (stream === undefined) return;
    const { peer } = stream;
    this.#end(stream);
    if (peer !== undefined) this.#network.deliver(() => peer.owner.#end(peer));
  }

  cutAll(): void {
    for (const flow of [...this.#streams.keys()]) this.cut(flow);
  }

  [Symbol.asyncDispose](): Promise<void> {
    for (const point of this.listening) this.#network.detach(point);
    this.cutAll();
    return Promise.resolve();
  }

  receiveDatagram(bytes: Uint8Array, source: ListeningPoint, local: Hop): void {
    this.#handlers?.onMessage(bytes, {
      protocol: "udp",
      source: { address: source.address, port: source.port },
      local: { address: local.address, port: local.port },
      bytes: bytes.length,
      atMs: this.#network.clock.nowMs(),
    });
  }

  receiveFrom(stream: Stream, bytes: Uint8Array): void {
    const { protocol, remote, local, flow } = stream;
    const atMs = this.#network.clock.nowMs();
    this.#handlers?.onMessage(bytes, { protocol, source: remote, local, flow, bytes: bytes.length, atMs });
  }

  #pointFor(hop: Hop): ListeningPoint | undefined {
    const fit = this.listening.filter(({ protocol }) => protocol === hop.protocol);
    return fit.find(({ address, port }) => address === hop.local?.address && port === hop.local.port) ?? fit[0];
  }

  #streamFor(hop: Hop): Stream | undefined {
    if (hop.flow !== undefined) return this.#streams.get(hop.flow);
    for (const stream of this.#streams.values()) {
      const { protocol, remote } = stream;
      if (protocol === hop.protocol && remote.address === hop.address && remote.port === hop.port) return stream;
    }
    const from = this.#pointFor(hop);
    const to = this.#network.at(hop.protocol, hop.address, hop.port);
    return from === undefined ? undefined : this.#connect(from, hop, to);
  }

  #connect({ address }: ListeningPoint, { protocol, ...hop }: Hop, to: SimulatedWire | undefined): Stream {
    const near = { address, port: this.#network.takePort() };
    const far = { address: hop.address, port: hop.port };
    const network = this.#network;
    const ours: Stream = {
      flow: network.nextFlow(),
      owner: this,
      local: near,
      remote: far,
      protocol,
      peer: undefined,
      open: true,
    };
    this.#streams.set(ours.flow, ours);
    if (to === undefined) {
      network.deliver(() => this.#streams.delete(ours.flow)); // refused: it never was
      return ours;
    }
    const flow = network.nextFlow();
    ours.peer = { flow, owner: to, local: far, remote: near, protocol, peer: ours, open: true };
    to.#streams.set(flow, ours.peer);
    return ours;
  }

  #end(stream: Stream): void {
    if (!this.#streams.delete(stream.flow)) return;
    stream.open = false;
    stream.peer = undefined;
    this.#handlers?.onFlowClosed(stream.flow);
  }
}

function placeOf(protocol: Protocol, address: string, port: number): string {
  return `${protocol} ${address} ${port}`;
}
