import { EventLog } from "./event-log.ts";

/** One event of a stream, as a browser's EventSource gives it. */
export interface ServerSent {
  readonly id: string;
  readonly type: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test reads what it expects
  readonly data: any;
}

/** A program that listens to server-sent events. */
export interface ListeningProgram extends AsyncDisposable {
  readonly status: number;
  readonly type: string | null;
  readonly events: EventLog<ServerSent>;
  /** Resolves when the stream has ended. */
  readonly ended: Promise<void>;
}

export async function listenTo(url: string, headers: Record<string, string>): Promise<ListeningProgram> {
  const abort = new AbortController();
  const response = await fetch(url, { headers, signal: abort.signal });
  const events = new EventLog<ServerSent>(({ type, data }) => `${type} ${JSON.stringify(data)}`);
  const ended = read(response, events).catch(() => undefined);
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    events,
    ended,
    async [Symbol.asyncDispose]() {
      abort.abort();
      await ended;
    },
  };
}

async function read(response: Response, events: EventLog<ServerSent>): Promise<void> {
  let text = "";
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    for (let end = text.indexOf("\n\n"); end !== -1; end = text.indexOf("\n\n")) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
      const data = field("data");
      if (data !== undefined)
        events.add({ id: field("id") ?? "", type: field("event") ?? "message", data: JSON.parse(data) as unknown });
    }
  }
}
