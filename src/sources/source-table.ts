import { contains, parseAddressBlock, sourceOf, type AddressBlock } from "../runtime/address-block.ts";
import { BoundedMap } from "../runtime/bounded-map.ts";
import { REMEMBERED, SOURCE_LIMITS } from "./limits.ts";
import { PhoneNames } from "./phone-names.ts";
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
  /** The usernames of all phones (`packNames`), while there are bans. */
  readonly phones?: string | undefined;
}

/** Everything that sources may do and have done. Bounded: of strangers, who can forge addresses, the oldest goes first, and of no office. */
export class SourceTable {
  readonly #strangers = new BoundedMap<string, Source>(REMEMBERED.strangers);
  readonly #proven = new BoundedMap<string, Source>(REMEMBERED.offices);
  readonly #allStrangers: TokenBucket;
  #bans = new Map<string, number>();
  #offices = new Set<string>();
  #trusted: readonly AddressBlock[] = [];
  #phones: PhoneNames | undefined;
  readonly #glances: TokenBucket;
  readonly #replaced: TokenBucket;
  readonly #turnsOfPhones = new BoundedMap<string, TokenBucket>(REMEMBERED.phonesUnderBan);
  readonly #retries = new RetriesOfSources(REMEMBERED.retries);
  /** What is no address of its own: an IPv6 /64 that many addresses belong to. */
  readonly #names = new BoundedMap<string, string>(REMEMBERED.strangers);

  constructor(nowMs: number) {
    this.#allStrangers = new TokenBucket(SOURCE_LIMITS.requestsOfStrangers, nowMs);
    this.#glances = new TokenBucket(SOURCE_LIMITS.glancesOfAll, nowMs);
    this.#replaced = new TokenBucket(SOURCE_LIMITS.replacedConnectionsOfAll, nowMs);
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

  /**
   * Whether a message that a ban silences is parsed all the same: it may be of a phone of ours, whose new connection or port has nothing
   * else to be told by from those of an attacker behind the same address.
   */
  glancesAt(source: Source, flow: string, nowMs: number): boolean {
    return (
      this.#phones !== undefined &&
      source.mayBeGlancedAt(flow, nowMs) &&
      this.#glances.take(1, SOURCE_LIMITS.glancesOfAll, nowMs)
    );
  }

  /** Whether a phone of ours has this username, and is heard now: usernames are random, so an attacker knows none, or few. */
  hearsPhone(username: string, nowMs: number): boolean {
    if (this.#phones?.has(username) !== true) return false;
    const rate = SOURCE_LIMITS.flowsOfPhoneUnderBan;
    const turns = this.#turnsOfPhones.get(username) ?? new TokenBucket(rate, nowMs);
    this.#turnsOfPhones.set(username, turns);
    return turns.take(1, rate, nowMs);
  }

  /** Makes room for a new connection of a source that has as many as it may. */
  replacesConnection(source: Source, nowMs: number): boolean {
    if (!this.#replaced.take(1, SOURCE_LIMITS.replacedConnectionsOfAll, nowMs)) return false;
    const [cut] = source.unproven;
    if (cut !== undefined) {
      source.unproven.delete(cut);
      cut();
    }
    return true;
  }

  obey({ bans, offices, trusted, phones }: SourceRules, nowMs: number): void {
    this.#bans = new Map(bans.slice(0, REMEMBERED.bans));
    this.#offices = new Set(offices.slice(0, REMEMBERED.bans));
    this.#trusted = trusted.slice(0, REMEMBERED.trustedBlocks).flatMap((text) => parseAddressBlock(text) ?? []);
    this.#phones = phones === undefined ? undefined : new PhoneNames(phones);
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
