import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, cp, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Redis } from "ioredis";
import { describe, expect, it } from "vitest";
import { probe } from "../../../../src/engines/redis/address.ts";
import type { RedisAddress } from "../../../../src/engines/redis/address.ts";
import { RUN, startEmbeddedRedis } from "../../../../src/engines/redis/embedded-redis.ts";
import {
  RedisFailed,
  RedisFolderInUse,
  RedisFolderUnwritable,
  RedisMissing,
} from "../../../../src/engines/redis/errors.ts";
import { thisProcess } from "../../../../src/runtime/process-identity.ts";
import { Scope } from "../../../../src/runtime/scope.ts";
import { systemClock as clock, type Clock } from "../../../../src/runtime/clock.ts";
import { tempFolder } from "../../../support/temp-folder.ts";

async function ask<Reply>(address: RedisAddress, question: (redis: Redis) => Promise<Reply>): Promise<Reply> {
  const redis = new Redis({ ...address, lazyConnect: true, enableReadyCheck: false, retryStrategy: () => null });
  await redis.connect();
  try {
    return await question(redis);
  } finally {
    redis.disconnect();
  }
}

async function untilGone(address: RedisAddress): Promise<void> {
  while ((await probe(address)) !== "none") await clock.sleep(5);
}

describe("the embedded Redis", () => {
  it("keeps what it was told over a clean stop and a new start, at the same place", async () => {
    await using folder = await tempFolder();
    const first = await startEmbeddedRedis({ folder: folder.path, clock });
    await ask(first.address, (redis) => redis.set("key", "kept"));
    await first[Symbol.asyncDispose]();
    expect(await probe(first.address)).toBe("none");
    expect(await first.exited).toBe("ended with code 0");

    await using second = await startEmbeddedRedis({ folder: folder.path, clock });
    expect(second.address).toEqual(first.address);
    expect(await ask(second.address, (redis) => redis.get("key"))).toBe("kept");
  });

  it("says that it ended when it crashes, and the next one has all that was written", async () => {
    await using folder = await tempFolder();
    const first = await startEmbeddedRedis({ folder: folder.path, clock });
    await ask(first.address, (redis) => redis.set("key", "kept"));
    process.kill(first.pid, "SIGKILL");
    expect(await first.exited).toBe("ended with SIGKILL");

    await using second = await startEmbeddedRedis({ folder: folder.path, clock, address: first.address });
    expect(await ask(second.address, (redis) => redis.get("key"))).toBe("kept");
  });

  it("listens on the loopback with a password of its own where the path is too long for a socket", async () => {
    await using folder = await tempFolder();
    const deep = join(folder.path, "d".repeat(100));
    const first = await startEmbeddedRedis({ folder: deep, clock });
    await using _ = first;
    if (!("host" in first.address)) throw new Error("not on the loopback");
    const { host, port, password } = first.address;
    expect(host).toBe("127.0.0.1");
    await expect(ask({ host, port, password: "" }, (redis) => redis.get("key"))).rejects.toThrow("NOAUTH");
    expect(await ask(first.address, (redis) => redis.ping())).toBe("PONG");
    for (const name of ["redis.password", "redis.conf"]) {
      expect((await stat(join(deep, name))).mode & 0o077).toBe(0);
      expect(await readFile(join(deep, name), "utf8")).toContain(password);
    }
    expect(await readFile(join(deep, "redis.lock"), "utf8")).not.toContain(password);
  });

  it("can't be started twice in one folder", async () => {
    await using folder = await tempFolder();
    await using first = await startEmbeddedRedis({ folder: folder.path, clock });
    await expect(startEmbeddedRedis({ folder: folder.path, clock })).rejects.toThrow(RedisFolderInUse);
    expect(await ask(first.address, (redis) => redis.ping())).toBe("PONG");
  });

  it("isn't kept from starting by the lock of a process that was killed and whose exit no parent has read", async () => {
    await using folder = await tempFolder();
    await using scope = new Scope();
    // A child that ends behind the back of a parent which never asks for it: a zombie.
    const parent = spawn("/bin/sh", ["-c", "(sleep 0.1) & echo $!; exec sleep 60"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    scope.defer(() => void parent.kill("SIGKILL"));
    const ownerPid = Number((await once(parent.stdout.setEncoding("utf8"), "data"))[0]);
    while (!/\) Z /.test(await readFile(`/proc/${ownerPid}/stat`, "utf8"))) await clock.sleep(5);
    const lock = { ownerPid, address: { path: join(folder.path, "redis.sock") } };
    await writeFile(join(folder.path, "redis.lock"), JSON.stringify(lock));

    await using redis = await startEmbeddedRedis({ folder: folder.path, clock });
    expect(await probe(redis.address)).toBe("ready");
  });

  it("isn't kept from starting by the lock of a process that died", async () => {
    await using folder = await tempFolder();
    const lock = { ownerPid: 4_000_000, address: { path: join(folder.path, "redis.sock") } };
    await writeFile(join(folder.path, "redis.lock"), JSON.stringify(lock));
    await using redis = await startEmbeddedRedis({ folder: folder.path, clock });
    expect(await ask(redis.address, (connection) => connection.ping())).toBe("PONG");
  });

  it.each([
    ["beside a socket", ""],
    ["that is reached by a port", "d".repeat(100)],
  ])("starts in a copy of a folder in use, %s", async (_how, deep) => {
    await using folder = await tempFolder();
    const [original, copy] = [join(folder.path, "original", deep), join(folder.path, "copy", deep)];
    await using first = await startEmbeddedRedis({ folder: original, clock });
    await ask(first.address, (redis) => redis.set("key", "kept"));
    await cp(original, copy, { recursive: true, filter: (file) => !file.endsWith(".sock") });

    await using second = await startEmbeddedRedis({ folder: copy, clock });
    expect(await ask(second.address, (redis) => redis.get("key"))).toBe("kept");
    await ask(second.address, (redis) => redis.set("key", "changed"));
    expect(await ask(first.address, (redis) => redis.get("key"))).toBe("kept");
  });

  it("is kept from starting by a Redis that answers in the folder, whatever the lock says of its owner", async () => {
    await using folder = await tempFolder();
    await using _first = await startEmbeddedRedis({ folder: folder.path, clock });
    const file = join(folder.path, "redis.lock");
    const lock = JSON.parse(await readFile(file, "utf8")) as { owner: object };
    await writeFile(file, JSON.stringify({ ...lock, owner: { ...lock.owner, machine: "another" }, folder: "1:2" }));
    await expect(startEmbeddedRedis({ folder: folder.path, clock })).rejects.toThrow(RedisFolderInUse);
  });

  it("isn't kept from starting by the lock of a process whose number another one has now", async () => {
    await using folder = await tempFolder();
    const { dev, ino } = await stat(folder.path);
    const lock = {
      ownerPid: process.ppid,
      owner: { ...thisProcess(), pid: process.ppid, startedAt: "1" },
      folder: `${dev}:${ino}`,
      address: { path: join(folder.path, "redis.sock") },
    };
    await writeFile(join(folder.path, "redis.lock"), JSON.stringify(lock));
    await using redis = await startEmbeddedRedis({ folder: folder.path, clock });
    expect(await probe(redis.address)).toBe("ready");
  });

  it("ends by itself when the process that started it is killed, and can then be started again", async () => {
    await using folder = await tempFolder();
    await using scope = new Scope();
    const program = `
      const { spawn } = require("node:child_process");
      const child = spawn("/bin/sh", ["-c", process.argv[1], "redis-server", process.argv[2]], { stdio: ["pipe", "ignore", "ignore"], detached: true });
      console.log(child.pid);
      setInterval(() => undefined, 1000);`;
    const configuration = join(folder.path, "redis.conf");
    const address = { path: join(folder.path, "redis.sock") };
    await writeFile(configuration, `port 0\nunixsocket "${address.path}"\ndir "${folder.path}"\nappendonly yes\n`);
    const owner = spawn(process.execPath, ["-e", program, RUN, configuration], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    scope.defer(() => void owner.kill("SIGKILL"));
    await once(owner.stdout, "data");
    while ((await probe(address)) !== "ready") await clock.sleep(5);

    owner.kill("SIGKILL");
    await untilGone(address);
    await using again = await startEmbeddedRedis({ folder: folder.path, clock });
    expect(await probe(again.address)).toBe("ready");
  });

  it("is waited for as long as it says that it reads its data", async () => {
    await using folder = await tempFolder();
    const slow = join(folder.path, "slow-redis.cjs");
    const program = `#!${process.execPath}
      const [, path] = /unixsocket "(.*)"/.exec(require("node:fs").readFileSync(process.argv[2], "utf8"));
      let asked = 0;
      const answer = () => (++asked < 30 ? "-LOADING Redis is loading the dataset in memory\\r\\n" : "+PONG\\r\\n");
      require("node:net").createServer((socket) => socket.on("error", () => undefined).on("data", () => socket.write(answer()))).listen(path);
      process.on("SIGTERM", () => process.exit());`;
    await writeFile(slow, program);
    await chmod(slow, 0o755);
    let passedMs = 0;
    // Ten seconds pass between two looks.
    const hurried: Clock = {
      ...clock,
      nowMs: () => clock.nowMs() + passedMs,
      sleep: (forMs) => clock.sleep(forMs).then(() => void (passedMs += passedMs === 0 ? 0 : 10_000)),
    };
    const started = startEmbeddedRedis({ folder: folder.path, clock: hurried, command: slow });
    const isBusy = async (): Promise<void> => {
      while ((await probe({ path: join(folder.path, "redis.sock") })) === "none") await clock.sleep(5);
      passedMs = 1;
    };
    const [redis] = await Promise.all([started, isBusy()]);
    await using _running = redis;
    expect(await probe(redis.address)).toBe("ready");
  });

  it("says in one line what is wrong, and leaves nothing behind", async () => {
    await using folder = await tempFolder();
    const missing = startEmbeddedRedis({ folder: folder.path, clock, command: "no-such-redis-server" });
    await expect(missing).rejects.toThrow(RedisMissing);

    const file = join(folder.path, "file");
    await writeFile(file, "");
    await expect(startEmbeddedRedis({ folder: file, clock })).rejects.toThrow(RedisFolderUnwritable);

    const broken = join(folder.path, "broken-redis");
    await writeFile(broken, "#!/bin/sh\necho it broke >&2\nexit 1\n");
    await chmod(broken, 0o755);
    await expect(startEmbeddedRedis({ folder: folder.path, clock, command: broken })).rejects.toThrow(RedisFailed);
    await expect(startEmbeddedRedis({ folder: folder.path, clock, command: broken })).rejects.toThrow("it broke");
    await expect(stat(join(folder.path, "redis.lock"))).rejects.toThrow("ENOENT");
  });
});
