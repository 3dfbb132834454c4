import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";

export interface OwnRedis extends AsyncDisposable {
  readonly redis: Redis;
}

/** A Redis of the test's own, on a socket in a folder of its own; nothing of it is left afterwards. */
export async function startOwnRedis(): Promise<OwnRedis> {
  const folder = await mkdtemp(join(tmpdir(), "offhook-redis-"));
  const path = join(folder, "redis.sock");
  const server = spawn(
    "redis-server",
    ["--port", "0", "--unixsocket", path, "--dir", folder, "--save", "", "--appendonly", "no"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (/ready to accept connections/i.test(text)) resolve();
    });
  });
  const redis = new Redis(path, { lazyConnect: true, enableOfflineQueue: false, maxRetriesPerRequest: 0 });
  redis.on("error", () => undefined);
  await redis.connect();
  return {
    redis,
    async [Symbol.asyncDispose]() {
      redis.disconnect();
      const ended = new Promise((resolve) => server.once("close", resolve));
      server.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
