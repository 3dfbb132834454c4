import { SwitchError } from "../../vocabulary/switch-error.ts";

/** There is no redis-server on this machine. */
export class RedisMissing extends SwitchError {
  readonly code = "SW_REDIS_MISSING";

  constructor(command: string) {
    super(`${command} isn't installed: on Debian and Ubuntu, "apt-get install redis-server" brings it`);
  }
}

/** The folder for Redis's files can't be made or written. */
export class RedisFolderUnwritable extends SwitchError {
  readonly code = "SW_REDIS_FOLDER_UNWRITABLE";
  readonly folder: string;

  constructor(folder: string, cause: unknown) {
    super(`the data folder ${folder} can't be written`, { cause });
    this.folder = folder;
  }
}

/** Another Offhook keeps its settings in this folder, and is running. */
export class RedisFolderInUse extends SwitchError {
  readonly code = "SW_REDIS_FOLDER_IN_USE";
  readonly folder: string;
  readonly ownerPid: number;

  constructor(folder: string, ownerPid: number, program = "") {
    const running = program === "" ? "" : ` (${program})`;
    super(
      `the data folder ${folder} is in use: Offhook runs in it already, as process ${ownerPid}${running}; ` +
        `end that one, or give this one a folder of its own: DATA_DIR`,
    );
    this.folder = folder;
    this.ownerPid = ownerPid;
  }
}

/** redis-server ended, or didn't become ready; the message has its own last words. */
export class RedisFailed extends SwitchError {
  readonly code = "SW_REDIS_FAILED";

  constructor(reason: string) {
    super(`redis-server failed: ${reason}`);
  }
}
