import { connect, isIPv6, type Socket } from "node:net";
import type { Clock } from "../runtime/clock.ts";
import { MediaServerUnfit } from "./errors.ts";

/** Where a media server's event socket is. */
export interface MediaServerAddress {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
}

/** drachtio-fsmrf's own name for the SIP profile that it invites. */
// eslint-disable-next-line offhook/no-header-regexp -- a line of `sofia status`, which is no header
const PROFILE = /^\s*drachtio_mrf\s.*sip:mod_sofia@(?:\d{1,3}\.){3}\d{1,3}:\d+/m;
const PROBE_WITHIN_MS = 2_000;
/** `sofia status` of a server with many profiles stays far below. */
const MOST_BYTES = 256 * 1024;

/** What the conversation with an event socket has come to. Pure. */
export type ProbeStep =
  | { readonly kind: "more" }
  | { readonly kind: "send"; readonly text: string; readonly consumed: number }
  | { readonly kind: "fit" }
  | { readonly kind: "unfit"; readonly problem: string };

/**
 * Whether drachtio-fsmrf may be let loose on this server. It must not meet a wrong password (it would try for ever),
 * nor a server without its profile (it would throw where no caller can catch).
 */
export function stepProbe(received: string, secret: string): ProbeStep {
  const end = received.indexOf("\n\n");
  if (end === -1) return received.length > MOST_BYTES ? unfit("not an event socket") : { kind: "more" };
  const head = received.slice(0, end);
  const consumed = end + 2;
  if (/^Content-Type: auth\/request$/m.test(head)) return { kind: "send", text: `auth ${secret}\n\n`, consumed };
  if (/^Content-Type: text\/rude-rejection/m.test(head)) return unfit("refuses connections from our address");
  if (/^Content-Type: command\/reply$/m.test(head)) {
    if (!/^Reply-Text: \+OK/m.test(head)) return unfit("refuses the password");
    return { kind: "send", text: "api sofia status\n\n", consumed };
  }
  const length = Number(/^Content-Length: (\d{1,7})$/m.exec(head)?.[1] ?? NaN);
  if (!/^Content-Type: api\/response$/m.test(head) || Number.isNaN(length)) return unfit("not an event socket");
  const body = Buffer.from(received.slice(consumed), "utf8");
  if (body.length < length) return { kind: "more" };
  if (!PROFILE.test(body.toString("utf8", 0, length))) return unfit("has no SIP profile drachtio_mrf");
  return { kind: "fit" };
}

function unfit(problem: string): ProbeStep {
  return { kind: "unfit", problem };
}

/** Talks to the server for a moment. Rejects with MediaServerUnfit, or with why it can't be reached. */
export function probe(server: MediaServerAddress, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ host: server.host, port: server.port, family: isIPv6(server.host) ? 6 : 0 });
    const alarm = clock.arm(PROBE_WITHIN_MS, () => finish(new MediaServerUnfit("says nothing")));
    let received = "";
    const finish = (failure?: Error): void => {
      alarm.disarm();
      socket.destroy();
      if (failure === undefined) resolve();
      else reject(failure);
    };
    socket.setNoDelay(true).setEncoding("utf8");
    socket.on("error", finish);
    socket.on("close", () => finish(new MediaServerUnfit("closed the connection")));
    socket.on("data", (chunk) => {
      received += String(chunk);
      const step = stepProbe(received, server.secret);
      switch (step.kind) {
        case "more":
          return;
        case "send":
          received = received.slice(step.consumed);
          socket.write(step.text);
          return;
        case "fit":
          finish();
          return;
        case "unfit":
          finish(new MediaServerUnfit(step.problem));
          return;
      }
    });
  });
}
