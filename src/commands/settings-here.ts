import type { RedisOptions } from "ioredis";
import { redisOfFolder } from "../engines/redis/redis-of-folder.ts";
import { isReservedNumber } from "../numbering/reserved.ts";
import type { Logger } from "../observability/logging.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Environment } from "../runtime/environment.ts";
import { keyFile } from "../sealing/key-file.ts";
import { openSettings, type Settings } from "../settings/settings.ts";

export interface Around {
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Where the settings of a system are. */
export type SettingsPlace = Pick<Environment, "redisUrl" | "dataDir" | "secretsKeyFile">;

/** Works on the settings of the system that the environment names, while it runs or not; what was opened for that ends with it. */
export async function onSettingsHere<Result>(
  { redisUrl, dataDir, secretsKeyFile }: SettingsPlace,
  { clock, logger }: Around,
  work: (settings: Settings) => Promise<Result>,
): Promise<Result> {
  await using own = redisUrl === "embedded" ? await redisOfFolder(dataDir, clock) : undefined;
  const redis: string | RedisOptions = own?.address ?? redisUrl;
  await using settings = await openSettings({
    ...{ redis, clock, logger, isReservedNumber },
    keyring: keyFile(secretsKeyFile),
  });
  return await work(settings);
}
