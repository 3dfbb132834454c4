import { SwitchError } from "../vocabulary/switch-error.ts";

/** Somebody listens and never stops: a leak of ours. */
export class TooManyListeners extends SwitchError {
  readonly code = "SW_TOO_MANY_LISTENERS";

  constructor(maximum: number) {
    super(`more than ${maximum} listeners on the event bus`);
  }
}
