/**
 * The part of drachtio-srf 5 that calls use, as it really behaves: its own type declarations lack half of it.
 * Only this folder's legs, branches and incoming calls touch it; `app.ts` hands in the real thing.
 */

export type Headers = Record<string, string>;

export interface SrfMessage {
  readonly body?: string;
  /** Header lines of one name are joined by ",". */
  get(header: string): string | undefined;
  has(header: string): boolean;
}

export interface SrfRequest extends SrfMessage {
  readonly method: string;
  readonly uri: string;
  /** "network", or "application" for a BYE that the engine sent by itself. */
  readonly source: string;
  readonly source_address: string;
  readonly source_port: number | string;
  readonly protocol: string;
  /** "address:port" of ours that it came in on. */
  readonly receivedOn?: string;
  on(event: "cancel", listener: (cancel: SrfMessage) => void): unknown;
  cancel(options: { headers: Headers }, callback: (failure: unknown) => void): void;
}

export interface SrfResponse extends SrfMessage {
  readonly status: number;
  readonly reason?: string;
  readonly finalResponseSent: boolean;
  send(
    status: number,
    options?: { headers?: Headers; body?: string },
    callback?: (failure: unknown) => void,
    onAck?: (ack: SrfRequest) => void,
  ): void;
}

type DialogEvents = {
  destroy: (bye: SrfRequest) => void;
  ack: (ack: SrfRequest) => void;
} & Record<
  "modify" | "update" | "info" | "refer" | "message" | "options" | "notify" | "publish",
  (req: SrfRequest, res: SrfResponse) => void
>;

export interface SrfDialog {
  readonly id: string;
  readonly connected: boolean;
  readonly sip: { readonly callId: string; readonly localTag: string; readonly remoteTag: string };
  /** The peer's last SDP; srf throws when it isn't a text. */
  readonly remote: { sdp: string };
  readonly local: { sdp: string; readonly contact: string };
  on<Name extends keyof DialogEvents>(event: Name, listener: DialogEvents[Name]): unknown;
  once<Name extends keyof DialogEvents>(event: Name, listener: DialogEvents[Name]): unknown;
  destroy(options: { headers: Headers }, callback: (failure: unknown) => void): unknown;
  /** For a re-INVITE the callback comes once a provisional response too, and a late offer's 200 brings its ACK. */
  request(
    options: { method: string; headers?: Headers; body?: string; noAck?: boolean },
    callback: (failure: unknown, response?: SrfResponse, ack?: (options: { body: string }) => void) => void,
  ): unknown;
}

/** What `createUAC` gives for a late offer: the callee's offer, to be answered by `ack`. */
export interface SrfLateOffer {
  readonly sdp: string;
  readonly res: SrfResponse;
  ack(answer: string): Promise<SrfDialog>;
}

export interface SrfInviteOptions {
  readonly headers: Headers;
  readonly localSdp?: string;
  readonly noAck?: boolean;
  /** The next hop, where it isn't the Request-URI's. */
  readonly proxy?: string;
  readonly auth?: { readonly username: string; readonly password: string };
}

export interface Srf {
  invite(handler: (req: SrfRequest, res: SrfResponse) => void): void;
  on(event: "close" | "connect", listener: () => void): unknown;
  removeListener(event: "close" | "connect", listener: () => void): unknown;
  createUAC(
    uri: string,
    options: SrfInviteOptions,
    progress: { cbRequest: (failure: unknown, invite?: SrfRequest) => void; cbProvisional: (res: SrfResponse) => void },
    callback: (failure: unknown, dialog?: SrfDialog | SrfLateOffer) => void,
  ): unknown;
  createUAS(
    req: SrfRequest,
    res: SrfResponse,
    options: { localSdp: string; headers: Headers },
    callback: (failure: unknown, dialog?: SrfDialog) => void,
  ): unknown;
  removeDialog(dialog: SrfDialog): void;
}

/** The status of an INVITE that failed: srf rejects with one, everything else is our engine failing us. */
export function statusOf(failure: unknown): number {
  const status = (failure as { status?: unknown } | undefined)?.status;
  return typeof status === "number" && status >= 300 && status <= 699 ? status : 503;
}
