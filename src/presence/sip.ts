/** The part of drachtio-srf 5 that presence uses, as it really behaves. */

export interface SubscribeRequest {
  readonly method: string;
  readonly uri: string;
  get(header: string): string | undefined;
  has(header: string): boolean;
  readonly source_address: string;
  readonly source_port: number | string;
  readonly protocol: string;
}

export interface SubscribeResponse {
  send(status: number, ...rest: unknown[]): void;
}

export interface NotifyOptions {
  readonly method: "NOTIFY";
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly proxy?: string;
}

/** One dialog that a SUBSCRIBE has made (RFC 6665 §4.4.1). */
export interface SubscriptionDialog {
  readonly id: string;
  request(
    options: NotifyOptions,
    callback: (failure: unknown, response?: { readonly status: number }) => void,
  ): unknown;
  on(event: "subscribe", listener: (req: SubscribeRequest, res: SubscribeResponse) => void): unknown;
  /** A SUBSCRIBE with "Expires: 0"; srf has answered it. */
  on(event: "unsubscribe", listener: () => void): unknown;
}

export interface PresenceSrf {
  subscribe(handler: (req: SubscribeRequest, res: SubscribeResponse) => void): void;
  createUAS(
    req: SubscribeRequest,
    res: SubscribeResponse,
    options: { headers: Record<string, string> },
    callback: (failure: unknown, dialog?: SubscriptionDialog) => void,
  ): unknown;
  removeDialog(dialog: SubscriptionDialog): void;
  request(uri: string, options: NotifyOptions, callback: (failure: unknown) => void): unknown;
  on(event: "close", listener: () => void): unknown;
}
