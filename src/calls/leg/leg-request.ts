import type { Headers, SrfRequest, SrfResponse } from "../../srf/srf.ts";

/** A request of the peer within the dialog. Its receiver answers it, once. */
export interface LegRequest {
  readonly method: "INVITE" | "UPDATE" | "INFO" | "MESSAGE" | "REFER";
  readonly headers: { get(header: string): string | undefined };
  /** "" when there is none; an INVITE without is a late offer (RFC 3264 §4). */
  readonly body: string;
  answer(status: number, response?: { readonly headers?: Headers; readonly body?: string }): void;
}

/** Our response to a request of the peer's, without its body. */
export interface LegAnswer {
  readonly req: SrfRequest;
  readonly res: SrfResponse;
  readonly status: number;
  readonly headers: Headers;
}

/** What came of a request that we sent within the dialog. */
export interface LegResponse {
  readonly status: number;
  readonly body: string;
  readonly headers: { get(header: string): string | undefined };
  /** Of a re-INVITE without SDP that was accepted: the ACK with our answer. Must be called. */
  readonly acknowledge?: (answer: string) => void;
}

/** Where none came: why. */
export function noResponse(status: number): LegResponse {
  return { status, body: "", headers: { get: () => undefined } };
}
