import { describe, expect, it } from "vitest";
import { COMMAND_TIMEOUT_MS, createRedis } from "../../../src/redis/connection.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import { patiently } from "../../support/patiently.ts";
import { testRedis } from "../../support/redis.ts";

/** This process does nothing else for so long: it is busy, or was paused. */
function standStill(forMs: number): void {
  const untilMs = performance.now() + forMs;
  while (performance.now() < untilMs);
}

async function connected(scope: Scope) {
  const server = scope.own(await testRedis());
  const redis = createRedis({ ...server.address });
  scope.defer(() => redis.disconnect());
  await redis.connect();
  return { server, redis };
}

describe("an answer of Redis", () => {
  it("that came while this process stood still is taken, and the connection stays", async () => {
    await using scope = new Scope();
    const { redis } = await connected(scope);
    const closed: unknown[] = [];
    redis.on("close", () => closed.push("closed"));
    const asked = ["one", "two"].map((what) => redis.echo(what));
    await new Promise((resolve) => setImmediate(resolve)); // sent
    standStill(COMMAND_TIMEOUT_MS + 3_500);
    expect(await Promise.all(asked)).toEqual(["one", "two"]);
    expect(await redis.echo("three")).toBe("three");
    expect(closed).toEqual([]);
  });

  it("that doesn't come is waited for no longer than a command may take; the connection is dead then, and another one is made", async () => {
    await using scope = new Scope();
    const { redis, server } = await connected(scope);
    process.kill(server.pid(), "SIGSTOP");
    const died = new Promise((resolve) => redis.once("close", () => resolve("died")));
    const startMs = performance.now();
    await expect(redis.echo("one")).rejects.toThrow("Command timed out");
    expect(performance.now() - startMs).toBeGreaterThan(COMMAND_TIMEOUT_MS - 250);
    expect(await died).toBe("died");
    process.kill(server.pid(), "SIGCONT");
    await patiently(async () => expect(await redis.echo("two")).toBe("two"));
  });
});
