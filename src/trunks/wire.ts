import { isIPv6 } from "node:net";
import type { TrunkRecord } from "../settings/schemas/trunk.ts";
import type { Srf, SrfResponse } from "../srf/srf.ts";
import { SignallingAway } from "./errors.ts";

/** A request to a provider outside of any call. */
export interface TrunkRequest {
  readonly method: "REGISTER" | "OPTIONS";
  readonly uri: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly auth?: { readonly username: string; readonly password: string };
}

/** Its final response; where none came the engine makes one up: 408, or 503 for a provider that can't be reached. */
export interface TrunkAnswer {
  readonly status: number;
  readonly reason: string;
  get(header: string): string | undefined;
  /** Whence it came; undefined: it was made up. */
  readonly from: string | undefined;
}

/** The way to providers. */
export interface TrunkWire {
  /** Resolves with the final response. Rejects with SignallingAway. */
  send(request: TrunkRequest): Promise<TrunkAnswer>;
}

/** Over a signalling engine; drachtio-srf answers the provider's challenge. */
export function trunkWire(srf: Pick<Srf, "request">): TrunkWire {
  return {
    send: ({ method, uri, headers, auth }) =>
      new Promise((resolve, reject) => {
        const away = (cause: unknown): void => reject(new SignallingAway({ cause }));
        try {
          const options = { method, headers: { ...headers }, ...(auth === undefined ? {} : { auth: { ...auth } }) };
          srf.request(uri, options, (failure, request) => {
            if (request === undefined) {
              away(failure);
              return;
            }
            request.on("response", (response) => {
              if (response.status >= 200) resolve(answerOf(response));
            });
          });
        } catch (failure) {
          away(failure); // no connection to the engine
        }
      }),
  };
}

function answerOf(response: SrfResponse): TrunkAnswer {
  const { status, reason = "", source_address: from } = response;
  return { status, reason, get: (header) => response.get(header), from: from === "" ? undefined : from };
}

/** Where a trunk's provider is asked, as a Request-URI; with a user part where one is given. */
export function trunkUri({ host, port, transport }: Pick<TrunkRecord, "host" | "port" | "transport">): string {
  return `sip:${uriHost(host)}:${port};transport=${transport}`;
}

/** An IPv6 address stands in brackets (RFC 3261 §25.1 IPv6reference). */
export function uriHost(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}
