import { restoreBackup } from "../backup/restore-backup.ts";
import { takeBackup } from "../backup/take-backup.ts";
import { createLogger } from "../observability/logging.ts";
import { systemClock as clock } from "../runtime/clock.ts";
import type { Environment } from "../runtime/environment.ts";
import type { Command } from "./command.ts";
import { resetPassword } from "./reset-password.ts";
import { statusOf } from "./status.ts";

const MEGABYTE = 1_000_000;

/** Does what was asked for, and prints what came of it. @returns the code that the process ends with */
export async function runCommand(
  command: Exclude<Command, { name: "start" | "help" }>,
  environment: Environment,
  print: (line: string) => void,
): Promise<number> {
  switch (command.name) {
    case "check":
      print("the settings of the environment are right");
      return 0;
    case "status": {
      const { isReady, lines } = await statusOf(environment);
      lines.forEach(print);
      return isReady ? 0 : 1;
    }
    case "backup": {
      const { image, recordings } = await takeBackup(environment, command.folder, clock);
      const sizes = `${megabytes(image.bytes)} of settings, records and events, ${recordings.files} recordings of ${megabytes(recordings.bytes)}`;
      print(`back-up taken: ${command.folder} (${sizes})`);
      return 0;
    }
    case "restore": {
      const { replace, folder } = command;
      const { manifest, putAside } = await restoreBackup(environment, folder, { replace, clock });
      print(`restored as of ${manifest.takenAt}; start the system now`);
      for (const place of putAside) print(`what was there before is in ${place}`);
      return 0;
    }
    case "reset-password": {
      const logger = createLogger("silent", process.stdout);
      const password = await resetPassword(command, environment, { clock, logger });
      print(`new password of ${command.email}: ${password}   (shown this once; all its sessions have ended)`);
      return 0;
    }
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(1)} MB`;
}
