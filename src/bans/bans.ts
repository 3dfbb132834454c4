import type { Redis } from "ioredis";
import type { EventBus } from "../events/bus.ts";
import type { Logger } from "../observability/logging.ts";
import type { Metrics } from "../observability/metrics.ts";
import type { BanKeys } from "../redis/keys.ts";
import { subscribe } from "../redis/subscriber.ts";
import { isAborted } from "../runtime/aborted.ts";
import { contains, parseAddressBlock, sourceOf, type AddressBlock } from "../runtime/address-block.ts";
import { BoundedMap } from "../runtime/bounded-map.ts";
import type { Clock } from "../runtime/clock.ts";
import { defined } from "../runtime/defined.ts";
import type { Settings } from "../settings/settings.ts";
import { SourceTable, type SourceRules } from "../sources/source-table.ts";
import { BanStore, type Allowed, type Ban } from "./ban-store.ts";
import { MOST_BANS, type Offence } from "./policy.ts";
import { PackedPhones } from "./packed-phones.ts";
import { trustedBlocks, type TrunkAddresses } from "./trusted.ts";

export interface BansOptions {
  readonly redis: Redis;
  readonly keys: BanKeys;
  readonly settings: Pick<Settings, "snapshot" | "firstTenant">;
  /** From which addresses registered trunks answer. */
  readonly trunks: TrunkAddresses;
  /** ALLOW_LIST. */
  readonly alwaysAllowed: readonly string[];
  /** False where every signalling engine is told whom to keep out. */
  readonly refusesItself: boolean;
  readonly events: EventBus;
  readonly metrics: Pick<Metrics, "bans" | "activeBans" | "offences">;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Bans that have run out are told this soon. */
const LOOK_EACH_MS = 1_000;
/** An office is written down again this often. */
const OFFICE_NOTED_FOR_MS = 3_600_000;

/** A trunk that was added or changed is trusted this soon. */
const TRUSTED_FOR_MS = 200;

interface Trusted {
  readonly texts: readonly string[];
  readonly blocks: readonly AddressBlock[];
  readonly untilMs: number;
}

/** A message, as far as its sender's place is concerned. */
export interface Sender {
  readonly source_address: string;
  readonly source_port: number | string;
}

/**
 * Which sources are kept out, in all processes: counts what they do, bans them for a growing time, tells of it. With Redis
 * away the last known bans hold, and no source is banned anew.
 */
export class Bans implements AsyncDisposable {
  readonly #options: BansOptions;
  readonly #store: BanStore;
  readonly #subscription: Disposable;
  readonly #end = new AbortController();
  readonly #looking: Promise<void>;
  /** For an engine that isn't ours: the application itself hears or refuses what comes. */
  readonly #table: SourceTable;
  readonly #offices = new BoundedMap<string, number>(MOST_BANS);
  readonly #phones = new PackedPhones();
  #trusted: Trusted | undefined;
  #bans: readonly Ban[] = [];
  #bannedOffices: readonly string[] = [];
  #allowed: readonly Allowed[] = [];
  #reading: Promise<void> | undefined;
  #readAgain = false;

  constructor(options: BansOptions) {
    const { redis, keys, clock } = options;
    this.#options = options;
    this.#store = new BanStore(redis, keys);
    this.#table = new SourceTable(clock.nowMs());
    const read = (): void => void this.#read();
    this.#subscription = subscribe(redis, { channels: [keys.changes], onMessage: read, onSubscribed: read });
    this.#looking = this.#look();
  }

  list(): readonly Ban[] {
    const nowMs = this.#options.clock.nowMs();
    return this.#bans.filter(({ untilMs }) => untilMs > nowMs);
  }

  allowed(): readonly Allowed[] {
    return this.#allowed;
  }

  /** What signalling engines obey. */
  rules(): SourceRules {
    const { settings, clock } = this.#options;
    return {
      bans: this.#bans.map(({ source, untilMs }) => [source, untilMs]),
      offices: this.#bannedOffices,
      trusted: this.#trustedNow().texts,
      ...defined({
        phones: this.#bans.length === 0 ? undefined : this.#phones.packed(settings.snapshot, clock.nowMs()),
      }),
    };
  }

  /** Counts against the source of a message. */
  offend(address: string, offence: Offence, times = 1): void {
    const { metrics, logger } = this.#options;
    if (this.#isTrusted(address)) return;
    const source = sourceOf(address.replace(/\/64$/, ""));
    metrics.offences.inc({ offence }, times);
    this.#store.offend(source, offence, times).then(
      (ban) => {
        if (ban === undefined) return;
        this.#bans = [...this.#bans.filter((each) => each.source !== ban.source), ban]; // in force here before it is told
        this.#tellBanned(ban);
      },
      (err: unknown) => logger.debug({ event: "ban.uncounted", err }, "an offence was not counted: Redis is away"),
    );
  }

  /** A phone of this source has proved its password. */
  succeed({ source_address: address, source_port: port }: Sender): void {
    const nowMs = this.#options.clock.nowMs();
    const source = this.#table.of(address, nowMs);
    source.noteSuccess(String(port), nowMs);
    this.#table.keep(address, source);
    const name = sourceOf(address);
    if (nowMs < (this.#offices.get(name) ?? -Infinity)) return;
    this.#offices.set(name, nowMs + OFFICE_NOTED_FOR_MS);
    const isBanned = this.#bans.some((ban) => ban.source === name);
    this.#store.noteOffice(name).then(
      () => (isBanned ? this.#read() : undefined),
      () => this.#offices.delete(name),
    );
  }

  /** Whether a request is worked on, where the engine couldn't be told whom to keep out. */
  admits({ source_address: address, source_port: port }: Sender): boolean {
    if (!this.#options.refusesItself) return true;
    const nowMs = this.#options.clock.nowMs();
    const source = this.#table.of(address, nowMs);
    return !source.isBanned(nowMs) || source.admits(String(port), 0, nowMs);
  }

  async lift(source: string): Promise<boolean> {
    const isLifted = await this.#store.lift(source);
    if (isLifted) this.#tellUnbanned(source, "lifted");
    await this.#read();
    return isLifted;
  }

  /** Lifts the bans within the block too. False: the list is full. */
  async allow(block: string, by: string): Promise<boolean> {
    if (!(await this.#store.allow({ block, by, atMs: this.#options.clock.nowMs() }))) return false;
    const wide = parseAddressBlock(block);
    for (const { source } of this.list()) {
      const banned = parseAddressBlock(source);
      if (wide === undefined || banned === undefined) continue;
      if (!contains(wide, banned) && !contains(banned, wide)) continue;
      if (await this.#store.lift(source)) this.#tellUnbanned(source, "allowed");
    }
    await this.#read();
    return true;
  }

  async disallow(block: string): Promise<boolean> {
    const isRemoved = await this.#store.disallow(block);
    await this.#read();
    return isRemoved;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#subscription[Symbol.dispose]();
    this.#end.abort();
    await this.#looking;
    await this.#reading;
  }

  #trustedNow(): Trusted {
    const { settings, trunks, alwaysAllowed, clock } = this.#options;
    const nowMs = clock.nowMs();
    if (this.#trusted !== undefined && nowMs < this.#trusted.untilMs) return this.#trusted;
    const allowed = this.#allowed.map(({ block }) => block);
    const texts = [...new Set([...alwaysAllowed, ...allowed, ...trustedBlocks(settings.snapshot, trunks)])];
    const blocks = texts.flatMap((text) => parseAddressBlock(text) ?? []);
    return (this.#trusted = { texts, blocks, untilMs: nowMs + TRUSTED_FOR_MS });
  }

  #isTrusted(address: string): boolean {
    const one = parseAddressBlock(address);
    if (one === undefined) return true; // no address: nothing that could be banned
    return this.#trustedNow().blocks.some((wide) => contains(wide, one) || contains(one, wide));
  }

  /** Bans run out, and what changed while Redis was away is seen. */
  async #look(): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#end;
    while (!signal.aborted) {
      await clock.sleep(LOOK_EACH_MS, signal).catch(() => undefined);
      if (isAborted(signal) || this.#bans.length === 0) continue;
      const over = await this.#store.expire().catch(() => []);
      for (const source of over) this.#tellUnbanned(source, "expired");
      if (over.length > 0 || this.#bans.some(({ untilMs }) => untilMs <= clock.nowMs())) await this.#read();
    }
  }

  /** One reading at a time; what changes meanwhile is read by the next. */
  #read(): Promise<void> {
    this.#readAgain = true;
    this.#reading ??= this.#readWhileChanging().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #readWhileChanging(): Promise<void> {
    const { metrics, clock } = this.#options;
    while (this.#readAgain) {
      this.#readAgain = false;
      try {
        const [bans, allowed] = await Promise.all([this.#store.list(), this.#store.allowed()]);
        this.#bannedOffices = await this.#store.officesAmong(bans.map(({ source }) => source));
        this.#bans = bans;
        this.#allowed = allowed;
        this.#trusted = undefined;
        metrics.activeBans.set(bans.length);
        this.#table.obey(this.rules(), clock.nowMs());
      } catch {
        return; // Redis is away; read when the subscription is back
      }
    }
  }

  /** The text of this line is for fail2ban: config/fail2ban/offhook.conf. */
  #tellBanned({ source, reason, untilMs, times }: Ban): void {
    const { logger, metrics, events, settings, clock } = this.#options;
    const until = new Date(untilMs).toISOString();
    logger.warn({ event: "security.banned", source, reason, until, times }, "source banned");
    metrics.bans.inc({ reason });
    const tenant = settings.firstTenant;
    if (tenant !== undefined)
      events.publish({ kind: "security.banned", atMs: clock.nowMs(), tenant, source, reason, untilMs, times });
  }

  #tellUnbanned(source: string, because: "expired" | "lifted" | "allowed"): void {
    const { logger, events, settings, clock } = this.#options;
    logger.info({ event: "security.unbanned", source, because }, "source no longer banned");
    const tenant = settings.firstTenant;
    if (tenant !== undefined)
      events.publish({ kind: "security.unbanned", atMs: clock.nowMs(), tenant, source, because });
  }
}
