import cluster from "node:cluster";
import type { Redis } from "ioredis";
import { AggregatorRegistry, Gauge, type MetricObjectWithValues, type MetricValue } from "prom-client";
import type { Scraped } from "./api/parts.ts";
import type { EventBus } from "./events/bus.ts";
import type { MediaQuality } from "./events/event.ts";
import type { MailQueue } from "./mail/mail-queue.ts";
import type { Logger } from "./observability/logging.ts";
import type { AudioMetrics, Metrics } from "./observability/metrics.ts";
import { watchSystem, type SystemCounts, type TrunkCounts } from "./observability/system-gauges.ts";
import { limitKeys } from "./redis/keys.ts";
import { RequestReply } from "./redis/request-reply.ts";
import type { BindingDirectory } from "./registrar/binding.ts";
import type { Clock } from "./runtime/clock.ts";
import { withinOrElse } from "./runtime/deadline.ts";
import type { Settings } from "./settings/settings.ts";
import type { TrunkId } from "./vocabulary/identifiers.ts";
import type { TrunkStateDirectory } from "./trunks/state.ts";
import type { WebhookQueue } from "./webhooks/webhook-queue.ts";

export interface ScrapeParts {
  readonly redis: Redis;
  readonly settings: Settings;
  readonly events: Pick<EventBus, "on">;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly restarts: SystemCounts["restarts"];
  /** Undefined: no mail server is set. */
  readonly mails: Pick<MailQueue, "waiting"> | undefined;
  readonly webhooks: Pick<WebhookQueue, "waiting">;
  readonly bindings: BindingDirectory;
  readonly trunks: Pick<TrunkStateDirectory, "of">;
}

/** What a scrape waits for; Prometheus gives up after 10 s. */
const COUNT_WITHIN_MS = 1_000;
/** Beside the channels of call control: only application processes ask each other there. */
const CHANNELS = "offhook-metrics";

type ProcessMetrics = MetricObjectWithValues<MetricValue<string>>[];

/** What Prometheus reads: of one process its metrics as they are, of several each with its `process`, and the system's. */
export interface Scrape extends Disposable {
  readonly read: () => Promise<Scraped>;
}

export function openScrape(parts: ScrapeParts): Scrape {
  const { metrics, clock, events, settings } = parts;
  watchSystem(metrics, countsOf(parts), (counting) =>
    withinOrElse(counting, { withinMs: COUNT_WITHIN_MS, clock }, () => undefined),
  );
  new Gauge({
    name: "offhook_settings_sequence",
    help: "The last change of settings that this process goes by: the same in all processes, or one is behind",
    registers: [metrics.registry],
    collect() {
      this.set(settings.sequence);
    },
  });
  const heard = events.on("media.measured", ({ quality }) => countAudio(metrics.audio, quality));
  const { worker } = cluster;
  const processes = worker === undefined ? undefined : openProcesses(parts, `worker-${worker.id}`);
  return {
    async read() {
      const own =
        processes === undefined
          ? metrics.registry
          : AggregatorRegistry.aggregate((await processes.request(null)) as object[]);
      const [text, system] = await Promise.all([own.metrics(), metrics.system.metrics()]);
      return { contentType: metrics.registry.contentType, text: `${text}${text.endsWith("\n") ? "" : "\n"}${system}` };
    },
    [Symbol.dispose]() {
      heard[Symbol.dispose]();
      processes?.[Symbol.dispose]();
    },
  };
}

function countAudio(audio: AudioMetrics, quality: MediaQuality): void {
  const { by, mos, jitterMs, packetsReceived = 0, packetsLost = 0 } = quality;
  if (mos !== undefined) audio.mos.observe({ by }, mos);
  if (jitterMs !== undefined) audio.jitter.observe({ by }, jitterMs / 1_000);
  audio.packets.inc({ by, outcome: "received" }, packetsReceived);
  audio.packets.inc({ by, outcome: "lost" }, packetsLost);
}

/** Any process may be scraped, and answers for all. */
function openProcesses(
  { redis, metrics: { registry }, clock, logger }: ScrapeParts,
  name: string,
): RequestReply<null, ProcessMetrics> {
  registry.setDefaultLabels({ process: name });
  const reply = async (): Promise<ProcessMetrics> => await registry.getMetricsAsJSON();
  return new RequestReply<null, ProcessMetrics>({ redis, clock, logger, reply, prefix: CHANNELS });
}

function countsOf({ redis, clock, settings, restarts, mails, webhooks, bindings, trunks }: ScrapeParts): SystemCounts {
  const ofAllCompanies = <Record>(list: (tenant: ReturnType<typeof tenants>[number]) => readonly Record[]): Record[] =>
    tenants().flatMap(list);
  const tenants = () => settings.snapshot.tenants().map(({ id }) => id);
  return {
    restarts,
    async redisAnswerMs() {
      const askedAtMs = clock.nowMs();
      await redis.ping();
      return clock.nowMs() - askedAtMs;
    },
    async registeredPhones() {
      const devices = ofAllCompanies((tenant) => settings.snapshot.devices(tenant)).map(({ id }) => id);
      const found = await bindings.bindingsOf(devices);
      return [...found.values()].filter(({ length }) => length > 0).length;
    },
    trunks: () =>
      Promise.all(
        ofAllCompanies((tenant) => settings.snapshot.trunks(tenant)).map(async ({ id }): Promise<TrunkCounts> => {
          const { health, registration } = trunks.of(id);
          return {
            trunk: id,
            up: health === null ? undefined : health.kind === "up",
            registered: registration === null ? undefined : registration.kind === "registered",
            channels: await channelsOf(redis, id),
          };
        }),
      ),
    waitingMails: () => mails?.waiting() ?? Promise.resolve(0),
    waitingDeliveries: () =>
      Promise.all(
        ofAllCompanies((tenant) => settings.snapshot.webhooks(tenant)).map(
          async ({ id }) => [id, await webhooks.waiting(id)] as const,
        ),
      ),
  };
}

/** Calls whose lease goes on, by Redis' own clock, which wrote it. */
async function channelsOf(redis: Redis, trunk: TrunkId): Promise<number> {
  const [seconds] = await redis.time();
  return redis.zcount(limitKeys().lines(trunk), Number(seconds) * 1_000, "+inf");
}
