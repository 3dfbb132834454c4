import type { EventBus } from "../events/bus.ts";
import type { Logger } from "../observability/logging.ts";

/** What is sent within this time, at the end, is sent. */
const LAST_WITHIN_MS = 2_000;
/** Spans that wait for the collector, and that go in one request. */
const MOST_WAITING = 8_192;
const MOST_AT_ONCE = 512;

export interface TracingOptions {
  /** Where an OpenTelemetry collector takes OTLP over HTTP. Example: http://127.0.0.1:4318 */
  readonly endpoint: string;
  readonly version: string;
  /** Names this process. */
  readonly process: string;
  readonly events: Pick<EventBus, "onAny">;
  readonly logger: Logger;
  readonly sendEachMs?: number;
}

/** Sends the spans of calls to an OpenTelemetry collector. Its libraries are loaded only here, where it is switched on. */
export async function openTracing(options: TracingOptions): Promise<AsyncDisposable> {
  const { endpoint, version, process, events, logger, sendEachMs = 5_000 } = options;
  const [
    { BasicTracerProvider, BatchSpanProcessor },
    { OTLPTraceExporter },
    { resourceFromAttributes },
    { traceCalls },
  ] = await Promise.all([
    import("@opentelemetry/sdk-trace-base"),
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@opentelemetry/resources"),
    import("./call-spans.ts"),
  ]);
  const url = `${endpoint.replace(/\/$/, "")}/v1/traces`;
  const processor = new BatchSpanProcessor(new OTLPTraceExporter({ url, timeoutMillis: LAST_WITHIN_MS }), {
    ...{ maxQueueSize: MOST_WAITING, maxExportBatchSize: MOST_AT_ONCE, scheduledDelayMillis: sendEachMs },
    exportTimeoutMillis: LAST_WITHIN_MS,
  });
  const resource = resourceFromAttributes({
    ...{ "service.name": "offhook", "service.version": version, "service.instance.id": process },
  });
  const provider = new BasicTracerProvider({ resource, spanProcessors: [processor] });
  const listening = traceCalls(events, provider.getTracer("offhook", version));
  logger.info({ event: "tracing.on", endpoint }, "spans of calls are sent to a collector");
  return {
    async [Symbol.asyncDispose]() {
      listening[Symbol.dispose]();
      await provider.shutdown().catch((failure: unknown) => {
        logger.warn({ event: "tracing.unsent", err: failure }, "the last spans are lost");
      });
    },
  };
}
