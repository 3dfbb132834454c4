import { bodyBlock, encodeValue } from "./framing.ts";

/** Something that happened, as applications are told of it: a name and flat headers. */
export interface SwitchEvent {
  /** "CHANNEL_EXECUTE", "DTMF", "CUSTOM" … */
  readonly name: string;
  /** Of a CUSTOM event: "conference::maintenance". */
  readonly subclass?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export type EventFormat = "json" | "plain";

/** The block that a connection is sent. JSON bodies are not percent-encoded, plain ones are. */
export function formatEvent(event: SwitchEvent, format: EventFormat): string {
  const body = event.body;
  if (format === "json") {
    const fields =
      body === undefined
        ? event.headers
        : { ...event.headers, "Content-Length": String(Buffer.byteLength(body)), _body: body };
    return bodyBlock({ "Content-Type": "text/event-json" }, JSON.stringify(fields));
  }
  const lines = plainHeaders(event.headers);
  const text = body === undefined ? `${lines}\n` : `${lines}Content-Length: ${Buffer.byteLength(body)}\n\n${body}`;
  return bodyBlock({ "Content-Type": "text/event-plain" }, text);
}

/** "Name: value" lines, values percent-encoded. */
export function plainHeaders(headers: Readonly<Record<string, string>>): string {
  let text = "";
  for (const [name, value] of Object.entries(headers)) text += `${name}: ${encodeValue(value)}\n`;
  return text;
}
