import { SwitchError } from "../../vocabulary/switch-error.ts";

/** No reply from the RTP relay within its limit. */
export class RelayAway extends SwitchError {
  readonly code = "SW_RELAY_AWAY";

  constructor(command: string) {
    super(`the RTP relay doesn't answer to "${command}"`);
  }
}

/** The RTP relay can't do what it is asked. */
export class RelayRefused extends SwitchError {
  readonly code = "SW_RELAY_REFUSED";

  constructor(command: string, reason: string) {
    super(`the RTP relay refuses "${command}": ${reason}`);
  }
}
