import { randomBytes } from "node:crypto";
import { BoundedMap } from "../../runtime/bounded-map.ts";
import {
  bindingSuccess,
  ICE_CONTROLLED,
  isAuthentic,
  readBindingRequest,
  roleConflict,
  unknownAttributes,
  USE_CANDIDATE,
  USERNAME,
  type BindingRequest,
  type TransportAddress,
} from "./stun-message.ts";

/** By which one side's checks are known to be for this session, and to be allowed (RFC 8445 §5.3). */
export interface IceCredentials {
  readonly ufrag: string;
  readonly password: string;
}

/** What offer and answer say of both sides. */
export interface IceAgreement {
  readonly local: IceCredentials;
  readonly remoteUfrag: string;
}

/** Ways by which one peer may reach us at once: it has a few networks, each with one address of each family. */
const MAX_SOURCES = 16;
/** A peer that asks no more has gone, or wants no more of us (RFC 7675 §5.1). */
const CONSENT_MS = 30_000;

/** Fresh ones: 48 and 144 random bits, in characters of the SDP's (RFC 8839 §5.4). */
export function newIceCredentials(): IceCredentials {
  return { ufrag: randomBytes(6).toString("base64"), password: randomBytes(18).toString("base64") };
}

/**
 * Our side of ICE for one stream (RFC 8445, lite): we are where we say, so the peer alone looks for a way. Its checks are
 * answered, and tell where it is: at the address that it has nominated, or at the one that it was heard from last.
 */
export class IceLite {
  readonly #nowMs: () => number;
  #agreement: IceAgreement | undefined;
  /** A check that was sent before both sides began anew may still come. */
  #previous: IceAgreement | undefined;
  #sources = new BoundedMap<string, number>(MAX_SOURCES);
  #nominated: TransportAddress | undefined;
  #latest: TransportAddress | undefined;
  #checkedAtMs = -Infinity;
  #agreedAtMs = -Infinity;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Where the peer is; undefined: not known yet, or its consent is too old. */
  get peer(): TransportAddress | undefined {
    return this.#nowMs() - this.#checkedAtMs > CONSENT_MS ? undefined : (this.#nominated ?? this.#latest);
  }

  /** The peer was there, and has asked for nothing for so long, nor begun anew (RFC 7675 §5.1): it has gone without a word. */
  get hasLeft(): boolean {
    if (this.#checkedAtMs === -Infinity) return false;
    return this.#nowMs() - Math.max(this.#checkedAtMs, this.#agreedAtMs) > CONSENT_MS;
  }

  /** A new offer or answer holds. With other credentials the peer begins anew (RFC 8445 §9); until it has, it stays where it was. */
  agree(agreement: IceAgreement): void {
    const current = this.#agreement;
    if (current?.local.ufrag === agreement.local.ufrag && current.remoteUfrag === agreement.remoteUfrag) return;
    this.#previous = current;
    this.#agreement = agreement;
    this.#agreedAtMs = this.#nowMs();
  }

  /** Whether a packet from there can be the peer's: a check of its came from there. */
  isPeer({ address, port }: TransportAddress): boolean {
    return this.#sources.has(`${address} ${port}`);
  }

  isPeerAddress(address: string): boolean {
    for (const [source] of this.#sources) if (source.startsWith(`${address} `)) return true;
    return false;
  }

  /**
   * A STUN datagram.
   * @returns what to answer; undefined for strangers, who hear nothing
   */
  receive(datagram: Buffer, from: TransportAddress): Buffer | undefined {
    const request = readBindingRequest(datagram);
    const session = request === undefined ? undefined : this.#sessionOf(request);
    if (request === undefined || session === undefined) return undefined;
    const { password } = session.local;
    if (!isAuthentic(request, password)) return undefined;
    if (request.unknown.length > 0) return unknownAttributes(request, password);
    if (request.attributes.has(ICE_CONTROLLED)) return roleConflict(request, password);

    const source = { address: from.address, port: from.port };
    if (session === this.#agreement && this.#previous !== undefined) {
      this.#previous = undefined;
      this.#nominated = undefined;
    }
    this.#checkedAtMs = this.#nowMs();
    this.#sources.set(`${source.address} ${source.port}`, this.#checkedAtMs);
    this.#latest = source;
    if (request.attributes.has(USE_CANDIDATE)) this.#nominated = source;
    return bindingSuccess(request, source, password);
  }

  /** USERNAME is ours and then the peer's (RFC 8445 §7.2.2). */
  #sessionOf({ attributes }: BindingRequest): IceAgreement | undefined {
    const name = attributes.get(USERNAME)?.toString("latin1");
    return [this.#agreement, this.#previous].find(
      (each) => each !== undefined && name === `${each.local.ufrag}:${each.remoteUfrag}`,
    );
  }
}
