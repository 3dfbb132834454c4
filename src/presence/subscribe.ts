import { unknownExtensions } from "../sip/capabilities.ts";
import { parseContentType } from "../sip/content-type.ts";
import { parseEvent } from "../sip/event.ts";
import { splitValues } from "../sip/message/headers.ts";
import { parseLongSeconds } from "../sip/scalars.ts";

const DEFAULT_EXPIRES_SECONDS = 3_600;
const LONGEST_EXPIRES_SECONDS = 7_200;
/** A shorter refresh interval costs more than any watched state changes. */
const SHORTEST_EXPIRES_SECONDS = 60;

/** An event package (RFC 6665 §7.2) that phones can subscribe to, and the content type of its NOTIFYs. */
export interface Package {
  readonly event: string;
  readonly contentType: string;
}

/** What a SUBSCRIBE asks for, or the response that refuses it. */
export type SubscribeReading =
  | {
      readonly kind: "subscribe";
      readonly event: string;
      readonly expiresSeconds: number;
      readonly eventId: string | undefined;
    }
  | {
      readonly kind: "refused";
      readonly status: 400 | 406 | 420 | 423 | 489;
      readonly headers: Record<string, string>;
    };

/** Reads Event, Expires and Accept (RFC 6665 §4.2.1). Zero seconds fetch the state once, or end a subscription. */
export function readSubscribe(
  header: (name: string) => string | undefined,
  known: readonly Package[],
): SubscribeReading {
  const unsupported = unknownExtensions(header("Require")); // "eventlist" (RFC 4662) among them
  if (unsupported !== "") return { kind: "refused", status: 420, headers: { Unsupported: unsupported } };
  const event = parseEvent(header("Event") ?? "");
  const found = known.find((each) => each.event === event?.package);
  if (found === undefined) {
    const allowed = known.map((each) => each.event).join(", ");
    return { kind: "refused", status: 489, headers: { "Allow-Events": allowed } };
  }
  const accept = header("Accept");
  if (accept !== undefined && !accepts(accept, found.contentType))
    return { kind: "refused", status: 406, headers: { Accept: found.contentType } };
  const seconds = parseLongSeconds((header("Expires") ?? String(DEFAULT_EXPIRES_SECONDS)).trim());
  if (seconds === undefined) return { kind: "refused", status: 400, headers: {} };
  if (seconds > 0 && seconds < SHORTEST_EXPIRES_SECONDS)
    return { kind: "refused", status: 423, headers: { "Min-Expires": String(SHORTEST_EXPIRES_SECONDS) } };
  return {
    kind: "subscribe",
    event: found.event,
    expiresSeconds: Math.min(seconds, LONGEST_EXPIRES_SECONDS),
    eventId: event?.id,
  };
}

function accepts(accept: string, contentType: string): boolean {
  const takes = splitValues(accept).map((range) => parseContentType(range)?.type);
  return [contentType, "application/*", "*/*"].some((type) => takes.includes(type));
}
