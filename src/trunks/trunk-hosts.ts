import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { classOfAddress, isInternalAddress, isLoopbackHost } from "../runtime/address-class.ts";
import { BoundedMap } from "../runtime/bounded-map.ts";
import type { Clock } from "../runtime/clock.ts";
import { withinOrElse } from "../runtime/deadline.ts";
import type { TrunkRecord } from "../settings/kinds/trunk.ts";

/** Names whose addresses are remembered; the one asked longest ago goes first. */
const MAX_REMEMBERED = 1_000;
/** As long as the embedded signalling engine remembers them. */
const REMEMBER_MS = 60_000;
/** A call doesn't wait longer for a name server; the signalling engine asks again. */
const ANSWER_WITHIN_MS = 3_000;

export type TrunkHost = Pick<TrunkRecord, "host" | "port">;

export interface TrunkHostsOptions {
  /** PRIVATE_TRUNKS=allowed: gateways on this machine and in private networks are meant. */
  readonly allowPrivate: boolean;
  /** Where SIP is listened for; "*": on all addresses. */
  readonly listening: { readonly host: string; readonly ports: readonly number[] };
  /** How this machine is called from outside; undefined: as its interfaces. */
  readonly publicAddress: string | undefined;
  readonly clock: Clock;
  /** All addresses of a name; for tests. */
  readonly addressesOf?: (name: string) => Promise<readonly string[]>;
}

/**
 * Where trunks may lead. A company's administrator writes the host of a trunk, and the system sends there from inside: so
 * neither to this machine nor into private networks, unless the operator allows it, and never to the system's own SIP ports.
 */
export class TrunkHosts {
  readonly #options: TrunkHostsOptions;
  readonly #known = new BoundedMap<
    string,
    { readonly addresses: Promise<readonly string[]>; readonly untilMs: number }
  >(MAX_REMEMBERED);

  constructor(options: TrunkHostsOptions) {
    this.#options = options;
  }

  /** As far as the text says it, without asking a name server: for the moment in which a trunk is saved. */
  readonly isRefusedAsWritten = ({ host, port }: TrunkHost): boolean =>
    isIP(host) !== 0
      ? this.#isRefused(host, port)
      : !this.#options.allowPrivate && (isLoopbackHost(host) || isNumberInDisguise(host));

  /** Whether a request must not be sent there now: a name's addresses count as name servers tell them. */
  async isRefused({ host, port }: TrunkHost): Promise<boolean> {
    if (this.isRefusedAsWritten({ host, port })) return true;
    if (isIP(host) !== 0) return false;
    return (await this.#addressesOf(host)).some((address) => this.#isRefused(address, port));
  }

  #isRefused(address: string, port: number): boolean {
    const { allowPrivate } = this.#options;
    return this.#isOwnPort(address, port) || (!allowPrivate && (isInternalAddress(address) || this.#isOwn(address)));
  }

  #isOwnPort(address: string, port: number): boolean {
    const { host, ports } = this.#options.listening;
    if (!ports.includes(port)) return false;
    return host === address || (host === "*" && (classOfAddress(address) === "loopback" || this.#isOwn(address)));
  }

  #isOwn(address: string): boolean {
    const own = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    return address === this.#options.publicAddress || own.some((each) => each.address === address);
  }

  /** Of a name that isn't found, or not in time, none: the signalling engine finds out itself. */
  #addressesOf(name: string): Promise<readonly string[]> {
    const { clock, addressesOf = lookUp } = this.#options;
    const known = this.#known.get(name);
    if (known !== undefined && known.untilMs > clock.nowMs()) return known.addresses;
    const addresses = withinOrElse(addressesOf(name), { withinMs: ANSWER_WITHIN_MS, clock }, () => []);
    this.#known.set(name, { addresses, untilMs: clock.nowMs() + REMEMBER_MS });
    return addresses;
  }
}

/** "2130706433" and "0x7f.1" are 127.0.0.1 to many resolvers. No public domain ends in a number. */
function isNumberInDisguise(host: string): boolean {
  return /(?:^|\.)(?:0x[0-9a-f]*|\d+)\.?$/i.test(host);
}

async function lookUp(name: string): Promise<readonly string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}
