import { SwitchError } from "../vocabulary/switch-error.ts";

/** Redis can't be asked about messages now. */
export class MailboxesAway extends SwitchError {
  readonly code = "SW_MAILBOXES_AWAY";
  constructor(options?: ErrorOptions) {
    super("the list of messages can't be reached", options);
  }
}

/** The folder of recordings can't be written: disk full, or no right to. */
export class RecordingsUnwritable extends SwitchError {
  readonly code = "SW_RECORDINGS_UNWRITABLE";
  constructor(options?: ErrorOptions) {
    super("a recording can't be written", options);
  }
}

/** A colleague's mailbox takes no more. */
export class MailboxFull extends SwitchError {
  readonly code = "SW_MAILBOX_FULL";
  constructor(options?: ErrorOptions) {
    super("the mailbox is full", options);
  }
}
