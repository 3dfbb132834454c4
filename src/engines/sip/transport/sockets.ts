import { isIP } from "node:net";
import { Scope } from "../../../runtime/scope.ts";
import { isInternalAddress } from "../../../runtime/address-class.ts";
import type { Certificate } from "../../../runtime/certificate-files.ts";
import type { Clock } from "../../../runtime/clock.ts";
import { connectionsWithin } from "./descriptors.ts";
import { Connections } from "./connections.ts";
import { SipListenFailed } from "./errors.ts";
import { facingAddresses, type FacingAddresses } from "./facing.ts";
import type { Arrival, Hop } from "./hop.ts";
import { DEFAULT_WIRE_LIMITS } from "./limits.ts";
import type { HandOver, ListenOn, WireLimits } from "./listen.ts";
import { advertisedBy, chooseListening, openPoint, type OpenPoint } from "./listening.ts";
import type { SipLogger } from "./logger.ts";
import { isWildcard } from "./networks.ts";
import { dnsLookup } from "./lookup.ts";
import { createResolver, type Resolver } from "./resolve.ts";
import { StreamListener } from "./stream-listener.ts";
import { LiveCredentials, readCredentials } from "./tls.ts";
import { UdpSocket } from "./udp.ts";
import type { SourceGuard } from "./source-guard.ts";
import type { SendFailure, SipWire, WireHandlers } from "./wire.ts";

export interface SocketsOptions {
  readonly listen: readonly ListenOn[];
  /** Where WebSockets are handed over that were opened elsewhere (`isHandedOver`). */
  readonly handOver?: HandOver | undefined;
  readonly clock: Clock;
  readonly logger: SipLogger;
  readonly limits?: Partial<WireLimits>;
  /** Where a name leads to this machine or into a private network it leads nowhere: names are written by those who may not reach those. */
  readonly publicNamesOnly?: boolean;
  readonly guard?: SourceGuard;
  /** For tests: how names are looked up. */
  readonly resolver?: Resolver;
}

/** The real network: UDP sockets, TCP, TLS and WebSocket listeners and connections. */
export class Sockets implements SipWire {
  readonly #options: SocketsOptions;
  readonly #limits: WireLimits;
  readonly #facing: FacingAddresses;
  readonly #resolver: Resolver;
  readonly #connections: Connections;
  readonly #points: OpenPoint[] = [];
  readonly #scope = new Scope();
  #handlers: WireHandlers | undefined;

  constructor(options: SocketsOptions) {
    const { clock, logger, limits, resolver, guard } = options;
    this.#options = options;
    const most = { ...DEFAULT_WIRE_LIMITS, ...limits };
    this.#limits = { ...most, maxConnections: connectionsWithin(most.maxConnections) };
    this.#facing = facingAddresses(clock);
    this.#resolver = resolver ?? createResolver(dnsLookup(clock));
    this.#connections = new Connections({
      clock,
      limits: this.#limits,
      logger,
      guard,
      onMessage: (bytes, arrival) => this.#handlers?.onMessage(bytes, arrival),
      onFlowClosed: (flow) => this.#handlers?.onFlowClosed(flow),
    });
  }

  async open(handlers: WireHandlers): Promise<void> {
    this.#handlers = handlers;
    try {
      for (const wanted of this.#options.listen) this.#points.push(await this.#openPoint(wanted, handlers));
      await this.#openHandOver();
    } catch (failure) {
      await this[Symbol.asyncDispose]();
      throw failure;
    }
  }

  get listening(): SipWire["listening"] {
    return this.#points.map(({ point }) => point);
  }

  send(bytes: Uint8Array, hop: Hop, onFailed?: (failure: SendFailure) => void): string | undefined {
    const from = chooseListening(this.#points, hop);
    if (hop.protocol === "udp" && from?.udp !== undefined) {
      from.udp.send(bytes, hop.address, hop.port, onFailed);
      return undefined;
    }
    // An open connection can be used whatever we listen on; a new one needs a listener for what may come back (RFC 3261 §18.1.1).
    if (hop.protocol !== "udp" && (from !== undefined || hop.flow !== undefined) && isIP(hop.address) !== 0) {
      const localAddress = from === undefined || isWildcard(from.point.address) ? undefined : from.point.address;
      return this.#connections.send(bytes, hop, { localAddress, credentials: from?.credentials?.current }, onFailed);
    }
    if (onFailed !== undefined) queueMicrotask(() => onFailed("transport"));
    return undefined;
  }

  advertised(hop: Hop): { host: string; port: number } | undefined {
    const from = chooseListening(this.#points, hop);
    return from === undefined ? undefined : advertisedBy(from, hop.address, this.#facing);
  }

  async resolve(uri: string): Promise<readonly Hop[]> {
    const found = await this.#resolver.resolve(uri, new Set(this.#points.map(({ point }) => point.protocol)));
    const { publicNamesOnly = false } = this.#options;
    const hops = found.filter(
      ({ name, address }) => !publicNamesOnly || name === undefined || !isInternalAddress(address),
    );
    const fit = hops.filter((hop) => chooseListening(this.#points, hop) !== undefined);
    // So that `advertised` need not guess.
    const first = fit[0];
    const from = first === undefined ? undefined : chooseListening(this.#points, first);
    if (first !== undefined && from !== undefined && isWildcard(from.point.address))
      await this.#facing.learn(first.address);
    return fit;
  }

  flows(): number {
    return this.#connections.size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connections[Symbol.asyncDispose](); // before the listeners, which would cut off last words
    await this.#scope[Symbol.asyncDispose]();
  }

  async #openPoint(wanted: ListenOn, handlers: WireHandlers): Promise<OpenPoint> {
    const { protocol, address, port } = wanted;
    if (wanted.isHandedOver === true) return openPoint(wanted, { address, port }, {});
    if (protocol === "udp") {
      const parts = {
        clock: this.#options.clock,
        facing: this.#facing,
        onMessage: (bytes: Uint8Array, arrival: Arrival) => handlers.onMessage(bytes, arrival),
      };
      const udp = this.#scope.own(await UdpSocket.open(wanted, parts));
      return openPoint(wanted, udp, { udp });
    }
    if ((protocol === "tls" || protocol === "wss") && wanted.tls === undefined) {
      throw new SipListenFailed(protocol, address, port, { cause: new Error("no TLS key and certificate given") });
    }
    const shown =
      wanted.tls === undefined
        ? undefined
        : await readCredentials(wanted.tls).catch((cause: unknown) => {
            throw new SipListenFailed(protocol, address, port, { cause });
          });
    const listener = await StreamListener.open({ ...wanted, protocol }, shown, this.#limits, this.#connections);
    this.#scope.own(listener);
    if (wanted.tls === undefined || shown === undefined) return openPoint(wanted, listener, {});
    const { clock, logger } = this.#options;
    const onRenewed = (certificate: Certificate): void => listener.show(certificate);
    const credentials = this.#scope.own(new LiveCredentials(wanted.tls, shown, { clock, logger, onRenewed }));
    return openPoint(wanted, listener, { credentials });
  }

  async #openHandOver(): Promise<void> {
    const { handOver } = this.#options;
    if (handOver === undefined) return;
    this.#scope.own(await StreamListener.openHandOver(handOver, this.#limits, this.#connections));
  }
}
