import type { Writable } from "node:stream";
/**
 * What we use of drachtio-srf 5, as it really behaves: its own type declarations lack half of it, and claim what isn't so.
 * The one declaration; folders take the part they need by `Pick`. A test holds it against the library.
 */

/** One text a name: several header lines of it are joined by "\r\n<Name>: ". */
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
  /** Transport it came in by, lower case. */
  readonly protocol: string;
  /** The engine's name of its transaction; no peer knows it. */
  readonly stackTxnId: string;
  /** "address:port" of ours that it came in on. */
  readonly receivedOn?: string;
  on(event: "cancel", listener: (cancel: SrfMessage) => void): unknown;
  /** Of an INVITE that isn't answered: an UPDATE in its early dialog; srf answers 500 where nothing listens. */
  on(event: "update", listener: (update: SrfRequest, res: SrfResponse) => void): unknown;
  /** Of a request that we sent outside of dialogs: each of its responses. */
  on(event: "response", listener: (response: SrfResponse) => void): unknown;
  cancel(options: { headers: Headers }, callback: (failure: unknown) => void): void;
}

export interface SrfResponse extends SrfMessage {
  readonly status: number;
  readonly reason?: string;
  /** Empty where the engine made the response up. */
  readonly source_address?: string;
  readonly source_port?: number | string;
  readonly protocol?: string;
  /** The request that it answers, as the engine has sent it: with the Request-URI that srf leaves to it in a dialog. */
  readonly req?: SrfRequest;
  readonly finalResponseSent: boolean;
  /** Throws at a status that its table of codes lacks. */
  send(
    status: number,
    options?: { headers?: Headers; body?: string },
    callback?: (failure: unknown) => void,
    onAck?: (ack: SrfRequest) => void,
  ): void;
}

type Handler = (req: SrfRequest, res: SrfResponse) => void;

type DialogEvents = {
  destroy: (bye: SrfRequest) => void;
  ack: (ack: SrfRequest) => void;
  /** A SUBSCRIBE with "Expires: 0"; srf has answered it. */
  unsubscribe: () => void;
} & Record<
  "modify" | "update" | "info" | "refer" | "message" | "options" | "notify" | "publish" | "subscribe",
  Handler
>;

/** A dialog that an INVITE or a SUBSCRIBE has made. */
export interface SrfDialog {
  readonly id: string;
  /** Which side sent the INVITE: the peer ("uas": we serve it) or we. */
  readonly type: "uac" | "uas";
  readonly connected: boolean;
  readonly sip: { readonly callId: string; readonly localTag: string; readonly remoteTag: string };
  /** Of the peer's, where it is "uas"; `res` where it is "uac". */
  readonly req?: Pick<SrfRequest, "source_address" | "get" | "body">;
  readonly res?: Pick<SrfResponse, "source_address" | "source_port" | "protocol" | "get" | "has" | "body">;
  /** The peer's last SDP; srf throws when it isn't a text. */
  readonly remote: { sdp: string };
  readonly local: { sdp: string; readonly contact: string };
  on<Name extends keyof DialogEvents>(event: Name, listener: DialogEvents[Name]): unknown;
  once<Name extends keyof DialogEvents>(event: Name, listener: DialogEvents[Name]): unknown;
  /** Where the library brings each request that the engine has told to be in this dialog. Of a SUBSCRIBE with Expires: 0 it would answer 202 by itself. */
  handle(req: SrfRequest, res: SrfResponse): void;
  destroy(options: { headers?: Headers }, callback: (failure: unknown) => void): unknown;
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
}

/** A request outside of dialogs that isn't an INVITE. */
export interface SrfRequestOptions {
  readonly method: string;
  readonly headers: Headers;
  readonly body?: string;
  readonly proxy?: string;
  /** The transaction that a CANCEL means. */
  readonly stackTxnId?: string;
}

export interface SrfConnectOptions {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
  readonly reconnect?: { readonly retryMaxDelay: number };
}

interface SrfEvents {
  /** A failure: the engine refused our secret. "transport/address:port,…" says where the engine listens for SIP. */
  connect: (failure: Error | null, hostPorts: string, serverVersion?: string) => void;
  error: (failure: Error) => void;
  close: () => void;
}

/** The methods whose requests outside of dialogs we take. */
type Method =
  | "invite"
  | "register"
  | "options"
  | "message"
  | "publish"
  | "notify"
  | "info"
  | "refer"
  | "subscribe"
  | "bye"
  | "update";

/** A connection to one signalling engine, and all that we do through it. */
export interface Srf extends Record<Method, (handler: Handler) => void> {
  /** Tells by its events how that went; what it returns is no promise. Comes back by itself from then on. */
  connect(options: SrfConnectOptions): unknown;
  /** Throws where there never was a connection. */
  disconnect(): void;
  on<Name extends keyof SrfEvents>(event: Name, listener: SrfEvents[Name]): unknown;
  once<Name extends keyof SrfEvents>(event: Name, listener: SrfEvents[Name]): unknown;
  createUAC(
    uri: string,
    options: SrfInviteOptions,
    progress: { cbRequest: (failure: unknown, invite?: SrfRequest) => void; cbProvisional: (res: SrfResponse) => void },
    callback: (failure: unknown, dialog?: SrfDialog | SrfLateOffer) => void,
  ): unknown;
  /** Of a SUBSCRIBE it answers 202. */
  createUAS(
    req: SrfRequest,
    res: SrfResponse,
    options: { localSdp?: string; headers: Headers },
    callback: (failure: unknown, dialog?: SrfDialog) => void,
  ): unknown;
  removeDialog(dialog: SrfDialog): void;
  /** Requests of this method go to other applications of the engine from now on; where it isn't connected, nothing happens. */
  unregisterForMessages(method: Method): void;
  request(uri: string, options: SrfRequestOptions, callback: (failure: unknown, request?: SrfRequest) => void): unknown;
  /** Private to the library, but the only way to see every frame of its connection to the engine, and to send what isn't a request. */
  readonly _app: {
    readonly client: {
      /** A SIP message as it stands, of this transaction. */
      sendMessage(message: string, options: { readonly stackTxnId: string }): unknown;
      /** By socket: what is awaited there. */
      readonly mapServer: ReadonlyMap<object, SrfConnection>;
      readonly wp: {
        /** Sends one command; gives the name that its reply will have. */
        send(socket: object, command: string): string;
        prependListener(event: "msg", listener: (socket: object, frame: string) => void): unknown;
        listeners(event: "msg"): ((socket: object, frame: string) => void)[];
        on(event: "msg", listener: (socket: object, frame: string) => void): unknown;
        off(event: "msg", listener: (socket: object, frame: string) => void): unknown;
        /** With each new socket to the engine, also after an outage. */
        on(event: "connect", listener: (socket: Writable) => void): unknown;
        /** A message of the control protocol. */
        send(socket: Writable, message: "ping"): unknown;
      };
    };
  };
}

/** One connection to an engine, as srf keeps it. */
export interface SrfConnection {
  readonly authenticated: boolean;
  /** What to do with the reply to a command. Called once. */
  readonly pendingRequests: Map<string, (reply: readonly string[]) => void>;
}

/** The status of an INVITE that failed: srf rejects with one, everything else is our engine failing us. */
export function statusOf(failure: unknown): number {
  const status = (failure as { status?: unknown } | undefined)?.status;
  return typeof status === "number" && status >= 300 && status <= 699 ? status : 503;
}
