import { SwitchError } from "../vocabulary/switch-error.ts";

/** More streams of events than one process serves, or one company may have. */
export class TooManyStreams extends SwitchError {
  readonly code = "SW_TOO_MANY_STREAMS";
  readonly status = 429;

  constructor() {
    super("too many streams of events are open; close one first");
  }
}
