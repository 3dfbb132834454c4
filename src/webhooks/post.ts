import { lookup as resolveName, type LookupAddress } from "node:dns";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { Clock } from "../runtime/clock.ts";
import { isPublicAddress } from "../runtime/address-class.ts";

/** What came of one attempt. */
export interface Attempt {
  readonly delivered: boolean;
  /** The status that the receiver answered with. */
  readonly status?: number;
  /** Why it failed: never anything that the receiver wrote. */
  readonly reason?: string;
  readonly durationMs: number;
}

export interface PostOptions {
  readonly clock: Clock;
  /** Whether receivers in our own networks, and on this machine, are allowed. */
  readonly allowPrivate: boolean;
  readonly withinMs: number;
}

export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a receiver says beside its status is of no interest to us; more than this ends the connection. */
const MOST_ANSWER_BYTES = 64 * 1024;

/**
 * Posts a webhook's request. Redirects are not followed, and the address that is connected to is the one that was
 * checked: a name that leads elsewhere a moment later does not matter. Never rejects.
 */
export async function postWebhook(webhookRequest: WebhookRequest, options: PostOptions): Promise<Attempt> {
  const { clock, allowPrivate, withinMs } = options;
  const startedMs = clock.nowMs();
  const enough = new AbortController();
  const alarm = clock.arm(withinMs, () => enough.abort(new Error("timeout")));
  const durationMs = (): number => clock.nowMs() - startedMs;
  try {
    const status = await statusOf(webhookRequest, allowPrivate, enough.signal);
    if (status >= 200 && status < 300) return { delivered: true, status, durationMs: durationMs() };
    const reason = status >= 300 && status < 400 ? "redirected" : "refused";
    return { delivered: false, status, reason, durationMs: durationMs() };
  } catch (failure) {
    const reason = enough.signal.aborted ? "timeout" : reasonOf(failure);
    return { delivered: false, reason, durationMs: durationMs() };
  } finally {
    alarm.disarm();
    enough.abort(new Error("done"));
  }
}

/** Rejects where no response begins. What follows its head is read, and does not matter. */
function statusOf({ url, headers, body }: WebhookRequest, allowPrivate: boolean, signal: AbortSignal): Promise<number> {
  const { protocol, hostname } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && !allowPrivate && !isPublicAddress(host)) return Promise.reject(new PrivateAddress());
  const send = protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send(url, {
      method: "POST",
      headers: { ...headers, "Content-Length": Buffer.byteLength(body) },
      agent: false,
      signal,
      ...(allowPrivate ? {} : { lookup: publicOnly }),
    });
    let status: number | undefined;
    const done = (failure: Error): void => (status === undefined ? reject(failure) : resolve(status));
    request.on("error", done);
    request.on("response", (response: IncomingMessage) => {
      status = response.statusCode ?? 0;
      const came = status;
      let bytes = 0;
      response.on("error", () => undefined);
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MOST_ANSWER_BYTES) request.destroy();
      });
      response.once("end", () => resolve(came));
      response.once("close", () => resolve(came)); // cut off: its status stands
    });
    request.end(body);
  });
}

class PrivateAddress extends Error {
  readonly code = "PRIVATE_ADDRESS";
}

/** Only addresses of the public Internet; where a name has none, it is refused. */
const publicOnly: LookupFunction = (hostname, options, callback) => {
  resolveName(hostname, { ...options, all: true }, (failure: NodeJS.ErrnoException | null, found: LookupAddress[]) => {
    const allowed = failure === null ? found.filter(({ address }) => isPublicAddress(address)) : [];
    const [first] = allowed;
    if (first === undefined) callback(failure ?? new PrivateAddress(), "", 0);
    else if (options.all === true) callback(null, allowed);
    else callback(null, first.address, first.family);
  });
};

/** In words of ours; what the operating system says may hold an address of this network. */
function reasonOf(failure: unknown): string {
  switch ((failure as NodeJS.ErrnoException).code) {
    case "PRIVATE_ADDRESS":
      return "private-address";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "name-unknown";
    case "ECONNREFUSED":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ETIMEDOUT":
      return "not-reached";
    case "ECONNRESET":
    case "EPIPE":
      return "connection-lost";
    case undefined:
      return "not-reached";
    default:
      return /CERT|TLS|SSL|SIGNATURE/.test((failure as NodeJS.ErrnoException).code ?? "")
        ? "certificate"
        : "not-reached";
  }
}
