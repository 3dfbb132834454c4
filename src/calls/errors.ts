import { SwitchError } from "../vocabulary/switch-error.ts";

/** The caller hung up before we could answer (RFC 3261 §9.2): the step that was answering has no caller left. */
export class CallerGone extends SwitchError {
  readonly code = "SW_CALLER_GONE";
  constructor(options?: ErrorOptions) {
    super("the caller has hung up", options);
  }
}

/** Our 200 could not be sent, or made no dialog. */
export class AnswerFailed extends SwitchError {
  readonly code = "SW_ANSWER_FAILED";
  constructor(options?: ErrorOptions) {
    super("the call could not be answered", options);
  }
}

/** A telephone whose setting wants encryption has offered, or answered, audio in the clear. */
export class NotEncrypted extends SwitchError {
  readonly code = "SW_NOT_ENCRYPTED";
  constructor() {
    super("the telephone's audio is not encrypted, and its setting wants that");
  }
}
