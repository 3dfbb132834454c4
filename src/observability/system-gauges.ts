import { Gauge } from "prom-client";
import type { Metrics } from "./metrics.ts";

/** What is counted over the whole system at each scrape, not kept by a process; each asks where it is stored. */
export interface SystemCounts {
  /** Devices that are registered now. */
  registeredPhones(this: void): Promise<number>;
  /** What is known of each trunk; undefined: not monitored, or it doesn't register. */
  trunks(this: void): Promise<readonly TrunkCounts[]>;
  /** E-mails that wait to be sent, or are being sent; 0 without a mail server. */
  waitingMails(this: void): Promise<number>;
  /** Deliveries that wait, for each webhook. */
  waitingDeliveries(this: void): Promise<readonly (readonly [webhook: string, waiting: number])[]>;
  /** How long Redis takes to answer a PING of this process, in ms. */
  redisAnswerMs(this: void): Promise<number>;
  /** How often each engine, Redis and application process died and was started again. */
  restarts(this: void): Readonly<Record<string, number>>;
}

export interface TrunkCounts {
  readonly trunk: string;
  readonly up: boolean | undefined;
  readonly registered: boolean | undefined;
  readonly channels: number;
}

/** A scrape must not hang on a Redis that is away; what isn't known is left out. */
type Within = <Value>(counting: Promise<Value>) => Promise<Value | undefined>;

/** Gauges of the whole system, the same from whichever process is asked. */
export function watchSystem({ system }: Pick<Metrics, "system">, counts: SystemCounts, within: Within): void {
  const registers = [system];
  const gauge = (
    name: string,
    help: string,
    labels: readonly string[],
    collect: (own: Gauge) => Promise<void>,
  ): void => {
    new Gauge({
      ...{ name, help, registers },
      labelNames: [...labels],
      async collect() {
        this.reset();
        await collect(this);
      },
    });
  };
  gauge("offhook_registered_phones", "Devices that are registered now", [], async (own) => {
    const phones = await within(counts.registeredPhones());
    if (phones !== undefined) own.set(phones);
  });
  gauge("offhook_mail_waiting", "E-mails that wait to be sent", [], async (own) => {
    const mails = await within(counts.waitingMails());
    if (mails !== undefined) own.set(mails);
  });
  gauge("offhook_webhook_waiting", "Deliveries that wait, by webhook", ["webhook"], async (own) => {
    for (const [webhook, waiting] of (await within(counts.waitingDeliveries())) ?? []) own.set({ webhook }, waiting);
  });
  gauge("offhook_redis_answer_seconds", "How long Redis takes to answer; none: it is away", [], async (own) => {
    const answerMs = await within(counts.redisAnswerMs());
    if (answerMs !== undefined) own.set(answerMs / 1_000);
  });
  gauge("offhook_engine_restarts_total", "Parts that died and were started again", ["engine"], (own) => {
    for (const [engine, restarts] of Object.entries(counts.restarts())) own.set({ engine }, restarts);
    return Promise.resolve();
  });
  watchTrunks(counts, within, gauge);
}

type DefineGauge = (
  name: string,
  help: string,
  labels: readonly string[],
  collect: (own: Gauge) => Promise<void>,
) => void;

function watchTrunks(counts: SystemCounts, within: Within, gauge: DefineGauge): void {
  const each = (name: string, help: string, valueOf: (trunk: TrunkCounts) => number | undefined): void =>
    gauge(name, help, ["trunk"], async (own) => {
      for (const trunk of (await within(counts.trunks())) ?? []) {
        const value = valueOf(trunk);
        if (value !== undefined) own.set({ trunk: trunk.trunk }, value);
      }
    });
  const asNumber = (is: boolean | undefined): number | undefined => (is === undefined ? undefined : Number(is));
  each("offhook_trunk_up", "1: the trunk's provider answers our OPTIONS", ({ up }) => asNumber(up));
  each("offhook_trunk_registered", "1: the provider has our registration", ({ registered }) => asNumber(registered));
  each("offhook_trunk_channels", "Calls on the trunk now, over all processes", ({ channels }) => channels);
}
