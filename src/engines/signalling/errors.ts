import { SwitchError } from "../../vocabulary/switch-error.ts";

/** The configuration of the signalling engine can't be used; the message says which part and why. */
export class BadSignallingConfig extends SwitchError {
  readonly code = "SW_SIGNALLING_CONFIG";
}

/** The port for applications, or for counts, can't be opened: another program has it, or the address isn't ours. */
export class ControlPortUnavailable extends SwitchError {
  readonly code = "SW_SIGNALLING_PORT";
  readonly address: string;
  readonly port: number;

  constructor(address: string, port: number, options: ErrorOptions) {
    const reason = options.cause instanceof Error ? options.cause.message : "unknown reason";
    super(`cannot listen on tcp port ${port} of ${address}: ${reason}`, options);
    this.address = address;
    this.port = port;
  }
}
