import type { Redis } from "ioredis";

import { startEmbeddedRedis, type EmbeddedRedis } from "../../src/engines/redis/embedded-redis.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { Scope } from "../../src/runtime/scope.ts";
import { redisFrom } from "../../src/settings/redis.ts";
import { tempFolder } from "./temp-folder.ts";

/** A Redis of the test's own, and connections to it. */
export interface RunningRedis extends AsyncDisposable {
  readonly server: EmbeddedRedis;
  /** A connection that is up; each stands for another process of ours. */
  connect(): Promise<Redis>;
}

export async function runningRedis(): Promise<RunningRedis> {
  const scope = new Scope();
  const folder = scope.own(await tempFolder());
  const server = scope.own(await startEmbeddedRedis({ folder: folder.path, clock: systemClock }));
  return {
    server,
    async connect() {
      const redis = redisFrom(server.address);
      scope.defer(() => redis.disconnect());
      await redis.connect();
      return redis;
    },
    [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose](),
  };
}
