import { SwitchError } from "../../../vocabulary/switch-error.ts";
import type { Protocol } from "./hop.ts";

/** Another program, or another instance of this one, listens there already. */
export class SipPortTaken extends SwitchError {
  readonly code = "SW_SIP_PORT_TAKEN";
  readonly protocol: Protocol;
  readonly address: string;
  readonly port: number;

  constructor(protocol: Protocol, address: string, port: number, options?: ErrorOptions) {
    super(`${protocol} port ${port} of ${address} is already in use`, options);
    this.protocol = protocol;
    this.address = address;
    this.port = port;
  }
}

/** A SIP socket that cannot be opened for another reason: no such address, no permission, no certificate. */
export class SipListenFailed extends SwitchError {
  readonly code = "SW_SIP_LISTEN_FAILED";
  readonly protocol: Protocol;
  readonly address: string;
  readonly port: number;

  constructor(protocol: Protocol, address: string, port: number, options: ErrorOptions) {
    const reason = options.cause instanceof Error ? options.cause.message : "unknown reason";
    super(`cannot listen on ${protocol} port ${port} of ${address}: ${reason}`, options);
    this.protocol = protocol;
    this.address = address;
    this.port = port;
  }
}
