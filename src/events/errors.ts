import { SwitchError } from "../vocabulary/switch-error.ts";

/** More listeners than the application has parts: listeners leak. */
export class TooManyListeners extends SwitchError {
  readonly code = "SW_TOO_MANY_LISTENERS";

  constructor(maximum: number) {
    super(`more than ${maximum} listeners on the event bus`);
  }
}
