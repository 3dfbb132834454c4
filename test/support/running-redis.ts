import type { Redis } from "ioredis";

import { Scope } from "../../src/runtime/scope.ts";
import { createRedis } from "../../src/redis/connection.ts";
import { testRedis } from "./redis.ts";

/** A Redis of the test's own, and connections to it. */
export interface RunningRedis extends AsyncDisposable {
  /** A connection that is up; each stands for another process of ours. */
  connect(): Promise<Redis>;
}

export async function runningRedis(): Promise<RunningRedis> {
  const scope = new Scope();
  const server = scope.own(await testRedis());
  return {
    async connect() {
      const redis = createRedis({ ...server.address });
      scope.defer(() => redis.disconnect());
      await redis.connect();
      return redis;
    },
    [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose](),
  };
}
