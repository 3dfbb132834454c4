import type { SrfRequest, SrfResponse } from "../srf/srf.ts";

/** What the registrar reads of a request. Tests pass plain objects. */
export type IncomingRequest = Pick<
  SrfRequest,
  "method" | "uri" | "get" | "source_address" | "source_port" | "protocol" | "receivedOn" | "stackTxnId"
>;

/** What the registrar does with a response. */
export type OutgoingResponse = Pick<SrfResponse, "send">;

/** An answer as data: decided first, sent by one line. */
export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
}
