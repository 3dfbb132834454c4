import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { EventLog } from "./event-log.ts";

/** One attempt to deliver, as the receiver saw it. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test reads what it expects
  readonly event: any;
  readonly answered: number | "dropped";
}

/** What the receiver answers to an event: a status, nothing at all, or a dropped connection. */
export type Answer = number | "dropped" | Promise<number | "dropped">;

/** A program that is told of events, and does as the test says. */
export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly received: EventLog<Received>;
  answers: (event: Received["event"]) => Answer;
}

export async function receiver(): Promise<Receiver> {
  const received = new EventLog<Received>(({ event, answered }) => `${event.type} ${answered}`);
  const server: Server = createServer((request, response) => {
    void (async () => {
      let body = "";
      for await (const chunk of request) body += String(chunk);
      const event = JSON.parse(body);
      const answered = await self.answers(event);
      received.add({ headers: request.headers, body, event, answered });
      if (answered === "dropped") request.socket.destroy();
      else response.writeHead(answered, answered === 302 ? { location: "/elsewhere" } : {}).end("whatever");
    })().catch(() => undefined);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const self: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answers: () => 204,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return self;
}
