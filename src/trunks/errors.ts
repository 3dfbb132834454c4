import { SwitchError } from "../vocabulary/switch-error.ts";

/** A trunk's host is, or its name means, this machine or one in a private network. */
export class TrunkHostRefused extends SwitchError {
  readonly code = "SW_TRUNK_HOST_REFUSED";

  constructor() {
    super("its host leads to this machine or into a private network: PRIVATE_TRUNKS=allowed permits that");
  }
}

/** No signalling engine is connected that could carry a request to a provider. */
export class SignallingAway extends SwitchError {
  readonly code = "SW_SIGNALLING_AWAY";

  constructor(options?: ErrorOptions) {
    super("no signalling engine is connected", options);
  }
}
