import { printHostPort } from "../sip/host-port.ts";
import { defined } from "../runtime/defined.ts";
import type { TrunkRecord } from "../settings/kinds/trunk.ts";
import type { Srf, SrfResponse } from "../srf/srf.ts";
import { SignallingAway } from "./errors.ts";

/** A request to a provider outside of calls. */
export interface TrunkRequest {
  readonly method: "REGISTER" | "OPTIONS";
  readonly uri: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly auth?: { readonly username: string; readonly password: string };
}

/** The final response; without one from the provider the engine gives 408, or 503 where the provider can't be reached. */
export interface TrunkAnswer {
  readonly status: number;
  readonly reason: string;
  get(header: string): string | undefined;
  /** The address it came from; undefined: the engine's own response. */
  readonly from: string | undefined;
}

/** Sends requests to providers. */
export interface TrunkWire {
  /** Resolves with the final response. Rejects with SignallingAway. */
  send(request: TrunkRequest): Promise<TrunkAnswer>;
}

/** Sends over a signalling engine; drachtio-srf answers the provider's challenge. */
export function trunkWire(srf: Pick<Srf, "request">): TrunkWire {
  return {
    send: ({ method, uri, headers, auth }) =>
      new Promise((resolve, reject) => {
        const away = (cause: unknown): void => reject(new SignallingAway({ cause }));
        try {
          const options = { method, headers: { ...headers }, ...defined({ auth: auth && { ...auth } }) };
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

/** The Request-URI of a trunk's provider; with a user part where one is given. */
export function trunkUri({ host, port, transport }: Pick<TrunkRecord, "host" | "port" | "transport">): string {
  return `sip:${printHostPort({ host, port })};transport=${transport}`;
}
