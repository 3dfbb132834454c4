import type { Logger } from "./observability/logging.ts";
import type { Settings } from "./settings/settings.ts";

/**
 * Seals what older versions have left in clear in Redis, and says what can't be opened. Nothing of it keeps the system from
 * starting: what needs no secret goes on.
 *
 * @param isOurs  the Redis is ours alone: its files are written anew, so that nothing in clear is left in them
 */
export async function sealAtStart(settings: Settings, isOurs: boolean, logger: Logger): Promise<void> {
  const { id: key, isThere, file } = settings.sealer.key;
  const { sealed, clear, unreadable } = await settings.sealStored();
  if (sealed > 0) logger.info({ event: "secrets.sealed", key, sealed, clear }, "secrets in Redis are sealed now");
  if (clear > 0 && isOurs)
    await settings.redis.bgrewriteaof().catch((err: unknown) => {
      logger.warn(
        { event: "secrets.files-not-rewritten", err },
        "Redis' files hold secrets in clear until it rewrites them",
      );
    });
  if (isThere && Object.keys(unreadable).length === 0) return;
  logger.error(
    { event: "secrets.unreadable", key, file, unreadable },
    "the key of stored secrets is missing: put it back into the file and start again, or make a new one with `offhook secrets new-key` and give these secrets anew",
  );
}
