import { SwitchError } from "../../vocabulary/switch-error.ts";

/** Another program listens where applications or watchers are to connect. */
export class MediaPortTaken extends SwitchError {
  readonly code = "SW_MEDIA_PORT_TAKEN";
  readonly address: string;
  readonly port: number;

  constructor(purpose: string, address: string, port: number, options?: ErrorOptions) {
    super(`${purpose} port ${port} of ${address} is already in use`, options);
    this.address = address;
    this.port = port;
  }
}

/** A TCP port that cannot be opened for another reason: no such address, no permission. */
export class MediaListenFailed extends SwitchError {
  readonly code = "SW_MEDIA_LISTEN_FAILED";
  constructor(purpose: string, address: string, port: number, options: ErrorOptions) {
    const reason = options.cause instanceof Error ? options.cause.message : "unknown reason";
    super(`cannot listen for ${purpose} on port ${port} of ${address}: ${reason}`, options);
  }
}
