import { SwitchError } from "../vocabulary/switch-error.ts";

/** No signalling engine is connected that could carry a request to a provider. */
export class SignallingAway extends SwitchError {
  readonly code = "SW_SIGNALLING_AWAY";

  constructor(options?: ErrorOptions) {
    super("no signalling engine is connected", options);
  }
}
