import type { Clock } from "../../runtime/clock.ts";
import type { RedisAddress } from "./address.ts";
import { startEmbeddedRedis } from "./embedded-redis.ts";
import { runningIn } from "./folder-lock.ts";

/** The Redis that keeps a data folder, for as long as a command needs it. */
export interface RedisOfFolder extends AsyncDisposable {
  readonly address: RedisAddress;
}

/** That of the system that runs on the folder; where none runs, one of our own. @throws RedisMissing, RedisFailed */
export async function redisOfFolder(folder: string, clock: Clock): Promise<RedisOfFolder> {
  const address = await runningIn(folder);
  if (address !== undefined) return { address, [Symbol.asyncDispose]: () => Promise.resolve() };
  const own = await startEmbeddedRedis({ folder, clock });
  return { address: own.address, [Symbol.asyncDispose]: () => own[Symbol.asyncDispose]() };
}
