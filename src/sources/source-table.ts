import { contains, parseAddressBlock, sourceOf, type AddressBlock } from "../runtime/address-block.ts";
import { BoundedMap } from "../runtime/bounded-map.ts";
import { REMEMBERED, SOURCE_LIMITS } from "./limits.ts";
import { RetriesOfSources } from "./retries.ts";
import { Source } from "./source.ts";
import { TokenBucket } from "./token-bucket.ts";

/** What all processes agree upon: written by the application, obeyed where messages come in. */
export interface SourceRules {
  /** Source → until when it is banned. */
  readonly bans: readonly (readonly [source: string, untilMs: number])[];
  /** Sources whose phones have proved their passwords lately, as far as they are banned: their ban is milder. */
  readonly offices: readonly string[];
  /** Addresses and CIDR blocks that are never counted: trunks' and the allow-list's. */
  readonly trusted: readonly string[];
}

/** Everything that sources may do and have done. Bounded: of strangers, who can forge addresses, the oldest goes first, and of no office. */
export class SourceTable {
  readonly #strangers = new BoundedMap<string, Source>(REMEMBERED.strangers);
  readonly #proven = new BoundedMap<string, Source>(REMEMBERED.offices);
  readonly #allStrangers: TokenBucket;
  #bans = new Map<string, number>();
  #offices = new Set<string>();
  #trusted: readonly AddressBlock[] = [];
  readonly #retries = new RetriesOfSources(REMEMBERED.retries);
  /** What is no address of its own: an IPv6 /64 that many addresses belong to. */
  readonly #names = new BoundedMap<string, string>(REMEMBERED.strangers);

  constructor(nowMs: number) {
    this.#allStrangers = new TokenBucket(SOURCE_LIMITS.requestsOfStrangers, nowMs);
  }

  get size(): number {
    return this.#strangers.size + this.#proven.size;
  }

  get bans(): number {
    return this.#bans.size;
  }

  nameOf(address: string): string {
    if (!address.includes(":")) return address;
    const known = this.#names.get(address);
    if (known !== undefined) return known;
    const name = sourceOf(address);
    this.#names.set(address, name);
    return name;
  }

  of(address: string, nowMs: number): Source {
    const name = this.nameOf(address);
    const known = this.#proven.get(name) ?? this.#strangers.get(name);
    if (known !== undefined) return known;
    const source = new Source(nowMs, (atMs) => this.#retries.of(name, atMs));
    this.#rule(source, name, nowMs);
    this.#strangers.set(name, source);
    return source;
  }

  /** Remembers it among those that strangers can't push out. */
  keep(address: string, source: Source): void {
    const name = this.nameOf(address);
    if (this.#proven.get(name) === source) return;
    this.#strangers.delete(name);
    this.#proven.set(name, source);
  }

  /** Whether one more message of a stranger can be worked on beside the calls. */
  admitStranger(nowMs: number): boolean {
    return this.#allStrangers.take(1, SOURCE_LIMITS.requestsOfStrangers, nowMs);
  }

  obey({ bans, offices, trusted }: SourceRules, nowMs: number): void {
    this.#bans = new Map(bans.slice(0, REMEMBERED.bans));
    this.#offices = new Set(offices.slice(0, REMEMBERED.bans));
    this.#trusted = trusted.slice(0, REMEMBERED.trustedBlocks).flatMap((text) => parseAddressBlock(text) ?? []);
    this.#retries.keepOnly((name) => this.#bans.has(name));
    for (const all of [this.#strangers, this.#proven])
      for (const [name, source] of all) this.#rule(source, name, nowMs);
  }

  #rule(source: Source, name: string, nowMs: number): void {
    source.bannedUntilMs = this.#bans.get(name) ?? -Infinity;
    if (this.#offices.has(name)) source.isOfficeUntilMs = Math.max(source.isOfficeUntilMs, source.bannedUntilMs, nowMs);
    const block = this.#trusted.length === 0 ? undefined : parseAddressBlock(name);
    // A trusted address within a /64 that isn't: the /64 is one source, and its neighbours are trusted too.
    source.isTrusted =
      block !== undefined &&
      this.#trusted.some((wide) => contains(wide, block) || (block.family === 6 && contains(block, wide)));
  }
}
