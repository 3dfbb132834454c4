import { SwitchError } from "../vocabulary/switch-error.ts";

/** A back-up can't be taken. */
export class BackupFailed extends SwitchError {
  readonly code = "SW_BACKUP_FAILED";

  constructor(reason: string, cause?: unknown) {
    super(`no back-up was taken: ${reason}`, { cause });
  }
}

/** A back-up can't be restored; the data folder is as it was. */
export class RestoreFailed extends SwitchError {
  readonly code = "SW_RESTORE_FAILED";

  constructor(reason: string, cause?: unknown) {
    super(`nothing was restored: ${reason}`, { cause });
  }
}
