import { restoreBackup } from "../backup/restore-backup.ts";
import { takeBackup } from "../backup/take-backup.ts";
import { createLogger } from "../observability/logging.ts";
import { systemClock as clock } from "../runtime/clock.ts";
import type { Environment } from "../runtime/environment.ts";
import type { Settings } from "../settings/settings.ts";
import { asAdministrator, type AskFor } from "./as-administrator.ts";
import type { Command } from "./command.ts";
import { explainCall, liftBan, listBans, listCalls } from "./questions.ts";
import { resetPassword } from "./reset-password.ts";
import { sealSecrets } from "./seal-secrets.ts";
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
    case "calls":
    case "bans":
    case "bans lift":
    case "explain": {
      const logger = createLogger("silent", process.stdout);
      const lines = await asAdministrator(environment, { clock, logger }, (settings, ask) =>
        answer(command, settings, ask),
      );
      lines.forEach(print);
      return 0;
    }
    case "backup": {
      const { image, recordings, keys } = await takeBackup(environment, command.folder, clock);
      const sizes = `${megabytes(image.bytes)} of settings, records and events, ${recordings.files} recordings of ${megabytes(recordings.bytes)}`;
      print(`back-up taken: ${command.folder} (${sizes})`);
      print(keys === undefined ? keptElsewhere(environment) : KEYS_INSIDE);
      return 0;
    }
    case "restore": {
      const { replace, folder } = command;
      const { manifest, putAside } = await restoreBackup(environment, folder, { replace, clock });
      print(`restored as of ${manifest.takenAt}; start the system now`);
      if (manifest.keys === undefined) print(keptElsewhere(environment));
      for (const place of putAside) print(`what was there before is in ${place}`);
      return 0;
    }
    case "secrets":
    case "secrets new-key": {
      const logger = createLogger("silent", process.stdout);
      const { isWhole, lines } = await sealSecrets(command.name === "secrets new-key", environment, { clock, logger });
      lines.forEach(print);
      return isWhole ? 0 : 1;
    }
    case "admin reset-password": {
      const logger = createLogger("silent", process.stdout);
      const password = await resetPassword(command, environment, { clock, logger });
      print(`new password of ${command.email}: ${password}   (shown this once; all its sessions have ended)`);
      return 0;
    }
  }
}

type Question = Extract<Command, { name: "calls" | "bans" | "bans lift" | "explain" }>;

async function answer(command: Question, settings: Settings, ask: AskFor): Promise<readonly string[]> {
  switch (command.name) {
    case "calls":
      return listCalls(settings, ask, clock.nowMs());
    case "bans":
      return listBans(settings, ask);
    case "bans lift":
      await liftBan(settings, ask, command.source);
      return [`${command.source} is let in again`];
    case "explain":
      return explainCall(settings, ask, command);
  }
}

const KEYS_INSIDE = "it holds the keys of all secrets: keep it where you keep passwords";

function keptElsewhere({ secretsKeyFile }: Environment): string {
  return `the keys of its secrets are not in it: ${secretsKeyFile} has to be kept, too`;
}

function megabytes(bytes: number): string {
  return `${(bytes / MEGABYTE).toFixed(1)} MB`;
}
