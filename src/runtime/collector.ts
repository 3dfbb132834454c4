import type { Fault } from "./engine-addresses.ts";

/** Where spans of calls are sent to; undefined: nowhere. */
export function readCollector(value: string | undefined, fault: Fault): string | undefined {
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return value;
  return fault("OTEL_EXPORTER_OTLP_ENDPOINT", `"${value}" is not an address like http://127.0.0.1:4318`, undefined);
}
