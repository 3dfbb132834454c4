import { SwitchError } from "../vocabulary/switch-error.ts";

/** Redis doesn't answer, or not in time: nothing can be registered now. */
export class BindingsUnavailable extends SwitchError {
  readonly code = "SW_BINDINGS_UNAVAILABLE";

  constructor(options?: ErrorOptions) {
    super("the store of bindings doesn't answer", options);
  }
}
