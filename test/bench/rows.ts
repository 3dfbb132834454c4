import { setTimeout as delay } from "node:timers/promises";
import { percentile, type Figure, type Shortfall } from "./figures.ts";
import { Flood } from "./flood.ts";
import type { Generator } from "./generator.ts";
import { type Outcome } from "./generator.ts";
import { changeObeyed } from "./live-change.ts";
import type { BenchPlan } from "./plan.ts";
import { difference, machineBusySeconds, total, type ByPart } from "./process-tree.ts";
import type { Server } from "./servers/server.ts";

/** What counts as having held a rate: nearly all succeeded, in the time that was given. */
const SUCCESS = 0.999;
const LATE = 1.07;
const MOST_PDD_MS = 200;
/** The search for the highest rate ends when the gap is this part of it. */
const RESOLUTION = 0.06;
const MOST_RATE = 30_000;
const HELD_MS = 1_000;
const SETTLE_MS = 2_000;
/** So long after too much work a server is itself again. */
const CALM_MS = 10_000;
const HOLD_RATE = 40;
const MESSAGE = { leadMs: 9_000, speakMs: 5_000 };

/** All rows of one server that has just started. */
export class Rows {
  readonly figures: Figure[] = [];
  readonly shortfalls: Shortfall[] = [];
  readonly #server: Server;
  readonly #generator: Generator;
  readonly #plan: BenchPlan & { readonly isProfiled: boolean };
  readonly #tell: (line: string) => void;

  constructor(
    server: Server,
    generator: Generator,
    plan: BenchPlan & { readonly isProfiled: boolean },
    tell: (line: string) => void,
  ) {
    this.#server = server;
    this.#generator = generator;
    this.#plan = plan;
    this.#tell = tell;
  }

  async measure(): Promise<void> {
    const { rows, registrationRates, callRates, repeats, highest } = this.#plan;
    this.#add({ row: "start-up", unit: "ms", value: this.#server.startMs });
    await this.#registerAll();
    if (rows.includes("memory")) await this.#heldCalls();
    if (rows.includes("registrations")) {
      await this.#warmUp(Math.max(...registrationRates), (rate, count) => this.#generator.register(rate, count));
      for (const rate of registrationRates) for (let nth = 0; nth < repeats; nth++) await this.#registrationCost(rate);
    }
    await this.#generator.answer("after-100-ms");
    if (rows.includes("calls")) {
      await this.#warmUp(Math.max(...callRates), (rate, count) => this.#calls(rate, count));
      for (const rate of callRates) for (let nth = 0; nth < repeats; nth++) await this.#callCost(rate);
    }
    if (rows.includes("change") && this.#server.redirect !== undefined) await this.#change();
    if (rows.includes("voicemail") && this.#server.messages !== undefined) await this.#voicemail();
    if (rows.includes("flood") && this.#server.isGuarded === true) await this.#flood();
    if (highest === undefined) return;
    if (rows.includes("highest-registrations")) await this.#highestRegistrations(highest.registrations);
    if (rows.includes("highest-calls")) await this.#highestCalls(highest.calls);
  }

  async #warmUp(rate: number, work: (rate: number, count: number) => Promise<unknown>): Promise<void> {
    if (this.#plan.warmUpSeconds > 0) await work(rate, rate * this.#plan.warmUpSeconds);
  }

  /** All phones, once: from here on they can be called. */
  async #registerAll(): Promise<void> {
    const { phones } = this.#plan;
    const fresh = this.#server.processes.memoryMib();
    const registered = await this.#generator.register(Math.min(200, phones), phones);
    this.#expectAll("phones registered", registered);
    await delay(SETTLE_MS);
    const idle = this.#server.processes.memoryMib();
    this.#addPer("memory per 1,000 registrations", "MiB", difference(idle, fresh), phones / 1_000);
  }

  async #heldCalls(): Promise<void> {
    const { heldCalls } = this.#plan;
    const idle = this.#server.processes.memoryMib();
    await this.#generator.answer("after-100-ms");
    const heldMs = (heldCalls / HOLD_RATE) * 1_000 + SETTLE_MS + 8_000;
    const wave = await this.#generator.call(HOLD_RATE, heldCalls, heldMs);
    await delay((heldCalls / HOLD_RATE) * 1_000 + SETTLE_MS);
    const held = wave.ongoing();
    const talking = this.#server.processes.memoryMib();
    this.#expectAll("held calls", await wave.finished());
    if (held > 0) this.#addPer("memory per 1,000 held calls", "MiB", difference(talking, idle), held / 1_000);
  }

  async #registrationCost(rate: number): Promise<void> {
    const row = `registration at ${rate}/s`;
    const cost = await this.#cost(() => this.#generator.register(rate, rate * this.#plan.seconds));
    this.#expectAll(row, cost.outcome);
    this.#addPer(row, "µs", cost.cpuSeconds, cost.outcome.succeeded / 1e6);
    const times = cost.outcome.times.get("reg") ?? [];
    this.#add({ row: `${row}, REGISTER to 200, p50`, unit: "ms", value: percentile(times, 50) });
    this.#add({ row: `${row}, REGISTER to 200, p99`, unit: "ms", value: percentile(times, 99) });
  }

  async #callCost(rate: number): Promise<void> {
    const row = `DID call at ${rate}/s`;
    const cost = await this.#cost(() => this.#calls(rate, rate * this.#plan.seconds));
    this.#expectAll(row, cost.outcome);
    this.#addPer(row, "ms", cost.cpuSeconds, cost.outcome.succeeded / 1e3);
    const times = cost.outcome.times.get("pdd") ?? [];
    this.#add({ row: `${row}, INVITE to 180, p50`, unit: "ms", value: percentile(times, 50) });
    this.#add({ row: `${row}, INVITE to 180, p99`, unit: "ms", value: percentile(times, 99) });
  }

  async #change(): Promise<void> {
    const times = await changeObeyed(this.#server, this.#generator, this.#plan.changes);
    this.#add({ row: "setting changed and obeyed, p50", unit: "ms", value: percentile(times, 50) });
    this.#add({ row: "setting changed and obeyed, p99", unit: "ms", value: percentile(times, 99) });
  }

  async #voicemail(): Promise<void> {
    const { mailboxCallers } = this.#plan;
    await this.#generator.answer("never");
    const before = await this.#server.messages!();
    const cost = await this.#cost(() => this.#generator.leaveMessages(mailboxCallers, mailboxCallers, MESSAGE));
    await this.#generator.answer("after-100-ms");
    this.#expectAll("voicemail deposit", cost.outcome);
    const kept = (await this.#server.messages!()) - before;
    if (kept !== mailboxCallers)
      this.#shortfall("voicemail deposit", `${kept} of ${mailboxCallers} messages were kept`);
    this.#addPer("voicemail deposit", "ms", cost.cpuSeconds, mailboxCallers / 1e3);
  }

  /** A trunk's calls beside an attack, and the memory that the attack leaves taken. */
  async #flood(): Promise<void> {
    const { seconds, callRate } = this.#plan.flood;
    await this.#generator.answer("after-100-ms");
    const calm = await this.#calls(callRate, callRate * seconds);
    this.#expectAll("calls before the flood", calm);
    const before = this.#server.processes.memoryMib();
    const flood = await Flood.start(this.#server);
    try {
      await delay(SETTLE_MS);
      const attacked = await this.#calls(callRate, callRate * seconds);
      this.#expectAll("calls in the flood", attacked);
      this.#add({ row: "flood of unauthenticated requests", unit: "/s", value: flood.perSecond });
      for (const share of [50, 99])
        for (const [when, { times }] of [
          ["before the flood", calm],
          ["in the flood", attacked],
        ] as const) {
          const value = percentile(times.get("pdd") ?? [], share);
          this.#add({ row: `DID call ${when}, INVITE to 180, p${share}`, unit: "ms", value });
        }
      const grown = difference(this.#server.processes.memoryMib(), before);
      this.#add({ row: "memory grown in the flood", unit: "MiB", value: total(grown), parts: grown });
    } finally {
      await flood[Symbol.asyncDispose]();
    }
    await delay(CALM_MS);
    const left = difference(this.#server.processes.memoryMib(), before);
    this.#add({ row: "memory grown after the flood", unit: "MiB", value: total(left), parts: left });
  }

  async #highestRegistrations(start: number): Promise<void> {
    const seconds = 5;
    const rate = await this.#climb(start, async (tried) => {
      const outcome = await this.#generator.register(tried, tried * seconds);
      return outcome.succeeded / outcome.asked >= SUCCESS && outcome.wallSeconds <= seconds * LATE + 0.7;
    });
    this.#add({ row: "highest rate of registrations", unit: "/s", value: rate });
    for (const times of this.#plan.overload) {
      const outcome = await this.#generator.register(Math.round(rate * times), Math.round(rate * times * seconds));
      const goodput = outcome.succeeded / Math.max(seconds, outcome.wallSeconds);
      const row = `registrations that succeed at ${times} × the highest rate`;
      this.#add({ row, unit: "%", value: (goodput / rate) * 100 });
      await delay(CALM_MS);
    }
  }

  async #highestCalls(start: number): Promise<void> {
    const seconds = 8;
    const rate = await this.#climb(start, async (tried) => {
      const outcome = await this.#calls(tried, tried * seconds);
      const pdd = percentile(outcome.times.get("pdd") ?? [], 99);
      const inTime = outcome.wallSeconds <= seconds * LATE + HELD_MS / 1_000 + 1;
      return outcome.succeeded / outcome.asked >= SUCCESS && inTime && pdd < MOST_PDD_MS;
    });
    this.#add({ row: "highest rate of calls", unit: "/s", value: rate });
    for (const times of this.#plan.overload) {
      const outcome = await this.#calls(Math.round(rate * times), Math.round(rate * times * seconds));
      const goodput = outcome.succeeded / Math.max(seconds, outcome.wallSeconds - HELD_MS / 1_000);
      this.#add({ row: `calls that succeed at ${times} × the highest rate`, unit: "%", value: (goodput / rate) * 100 });
      await delay(CALM_MS);
    }
  }

  /** Grows by half until it fails, then halves the gap. */
  async #climb(start: number, holds: (rate: number) => Promise<boolean>): Promise<number> {
    let good = 0;
    let bad = Infinity;
    let rate = start;
    while (rate >= 1 && bad - good > Math.max(1, RESOLUTION * bad)) {
      const held = await holds(rate);
      this.#tell(`  ${this.#server.name}: ${rate}/s ${held ? "held" : "not held"}`);
      if (held) good = rate;
      else bad = rate;
      if (good >= MOST_RATE) return good;
      rate = Math.round(bad === Infinity ? rate * 1.5 : (good + bad) / 2);
      await delay(held ? SETTLE_MS : 3 * SETTLE_MS);
    }
    return good;
  }

  async #calls(rate: number, count: number): Promise<Outcome> {
    return (await this.#generator.call(rate, count, HELD_MS)).finished();
  }

  /** What the server took for this work, less what it takes with nothing to do. */
  async #cost(work: () => Promise<Outcome>): Promise<{ readonly outcome: Outcome; readonly cpuSeconds: ByPart }> {
    const { idleMs } = this.#plan;
    const idle = await this.#spentWhile(() => delay(idleMs));
    const busyBefore = machineBusySeconds();
    const startedMs = performance.now();
    let outcome: Outcome | undefined;
    this.#toggleProfiler();
    const spent = await this.#spentWhile(async () => {
      outcome = await work();
      await delay(300);
    });
    this.#toggleProfiler();
    if (this.#plan.isProfiled) await delay(SETTLE_MS); // each process writes its profile, and does nothing else meanwhile
    const seconds = (performance.now() - startedMs) / 1_000;
    const others = Math.round(((machineBusySeconds() - busyBefore - total(spent)) / seconds) * 100);
    this.#tell(`  ${this.#server.name}: generator and rest of the machine used ${others} % of a core meanwhile`);
    const net = Object.entries(spent).map(([part, value]) => {
      return [part, Math.max(0, value - ((idle[part] ?? 0) / (idleMs / 1_000)) * seconds)] as const;
    });
    return { outcome: outcome!, cpuSeconds: Object.fromEntries(net) };
  }

  /** Kamailio and Redis have no profiler in them: this signal would end them. */
  #toggleProfiler(): void {
    if (!this.#plan.isProfiled || this.#server.redirect === undefined) return;
    for (const { pid, part } of this.#server.processes.pids()) if (part !== "redis") process.kill(pid, "SIGUSR2");
  }

  async #spentWhile(work: () => Promise<unknown>): Promise<ByPart> {
    const before = this.#server.processes.cpuSeconds();
    await work();
    return difference(this.#server.processes.cpuSeconds(), before);
  }

  #addPer(row: string, unit: string, spent: ByPart, operations: number): void {
    if (operations <= 0) return;
    const parts = Object.fromEntries(Object.entries(spent).map(([part, value]) => [part, value / operations]));
    this.#add({ row, unit, value: total(parts), parts });
  }

  #add(figure: Figure): void {
    this.figures.push(figure);
    this.#tell(`${this.#server.name}: ${figure.row}: ${figure.value.toFixed(2)} ${figure.unit}`);
  }

  #expectAll(row: string, { asked, succeeded, complaint }: Outcome): void {
    if (succeeded < asked * (1 - this.#plan.mayFail))
      this.#shortfall(row, `${succeeded} of ${asked} succeeded: ${complaint}`);
  }

  #shortfall(row: string, what: string): void {
    this.shortfalls.push({ row, what });
    this.#tell(`${this.#server.name}: ${row}: ${what}`);
  }
}
