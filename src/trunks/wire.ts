import { printHostPort } from "../sip/host-port.ts";
import { defined } from "../runtime/defined.ts";
import type { TrunkRecord } from "../settings/kinds/trunk.ts";
import type { Srf, SrfResponse } from "../srf/srf.ts";
import { SignallingAway } from "./errors.ts";
import { challengerOf, repeatedHeaders } from "./repeated-request.ts";
import { isChallenge } from "./request-proof.ts";
import type { TrunkAccount } from "./trunk-accounts.ts";

/** A request to a provider outside of calls. */
export interface TrunkRequest {
  readonly method: "REGISTER" | "OPTIONS";
  readonly uri: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Answers the provider's challenges; undefined: a challenge is an answer like any other. */
  readonly account?: TrunkAccount;
}

/** The final response; without one from the provider the engine gives 408, or 503 where the provider can't be reached. */
export interface TrunkAnswer {
  readonly status: number;
  readonly reason: string;
  get(header: string): string | undefined;
  /** The address it came from; undefined: the engine's own response. */
  readonly from: string | undefined;
  /** Why a challenge stays unanswered, for administrators. */
  readonly refusal?: string;
}

/** Sends requests to providers. */
export interface TrunkWire {
  /** Resolves with the final response. Rejects with SignallingAway. */
  send(request: TrunkRequest): Promise<TrunkAnswer>;
}

/** Sends over a signalling engine, and again with credentials where the provider asks for them (RFC 3261 §22.2). */
export function trunkWire(srf: Pick<Srf, "request">): TrunkWire {
  return {
    async send(request) {
      const { account, uri, headers } = request;
      const proof = account?.prove();
      let response = await finalResponse(srf, request, { headers });
      for (;;) {
        const { req: sent, status } = response;
        if (account === undefined || proof === undefined) return answerOf(response);
        if (sent === undefined || !isChallenge(status)) return answerOf(response);
        const step = proof.answer(response, { method: request.method, uri: sent.uri, body: "" });
        if (step.kind === "refused") {
          account.refused(request.method, status, step.reason);
          return { ...answerOf(response), refusal: step.reason };
        }
        const again = { ...headers, ...repeatedHeaders(sent), ...step.headers };
        response = await finalResponse(srf, request, {
          headers: again,
          ...defined({ proxy: challengerOf(uri, response) }),
        });
        if (response.status < 300) account.believed();
      }
    },
  };
}

function finalResponse(
  srf: Pick<Srf, "request">,
  { method, uri }: TrunkRequest,
  { headers, proxy }: { readonly headers: TrunkRequest["headers"]; readonly proxy?: string },
): Promise<SrfResponse> {
  return new Promise((resolve, reject) => {
    const away = (cause: unknown): void => reject(new SignallingAway({ cause }));
    try {
      srf.request(uri, { method, headers: { ...headers }, ...defined({ proxy }) }, (failure, request) => {
        if (request === undefined) {
          away(failure);
          return;
        }
        request.on("response", (response) => {
          if (response.status >= 200) resolve(response);
        });
      });
    } catch (failure) {
      away(failure); // no connection to the engine
    }
  });
}

function answerOf(response: SrfResponse): TrunkAnswer {
  const { status, reason = "", source_address: from } = response;
  return { status, reason, get: (header) => response.get(header), from: from === "" ? undefined : from };
}

/** The Request-URI of a trunk's provider; with a user part where one is given. */
export function trunkUri({ host, port, transport }: Pick<TrunkRecord, "host" | "port" | "transport">): string {
  return `sip:${printHostPort({ host, port })};transport=${transport}`;
}
