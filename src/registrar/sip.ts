/** The part of a drachtio-srf request that the registrar reads. Tests pass plain objects. */
export interface IncomingRequest {
  readonly method: string;
  readonly uri: string;
  /** Several header lines of one name come joined by ",". */
  get(header: string): string | undefined;
  readonly source_address: string;
  readonly source_port: number | string;
  /** Transport it came in by, lower case. */
  readonly protocol: string;
}

/** The part of a drachtio-srf response that the registrar uses. */
export interface OutgoingResponse {
  send(status: number, options?: { headers: Record<string, string> }): void;
}

/** An answer as data: decided first, sent by one line. */
export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
}
