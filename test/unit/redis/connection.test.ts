import { describe, expect, it } from "vitest";
import { RedisUrlInvalid } from "../../../src/redis/errors.ts";
import { parseRedisUrl } from "../../../src/redis/connection.ts";

describe("the address of Redis", () => {
  it.each([
    ["redis://localhost", { host: "localhost", port: 6379 }],
    ["redis://:p%40ss@10.0.0.1:6380/2", { host: "10.0.0.1", port: 6380, password: "p@ss", db: 2 }],
    ["rediss://me:secret@[::1]", { host: "::1", port: 6379, username: "me", password: "secret", tls: {} }],
    ["unix:/run/redis.sock", { path: "/run/redis.sock" }],
    ["unix:///run/redis.sock", { path: "/run/redis.sock" }],
    [
      "redis+sentinel://:secret@one:26380,two,[::1]:26381/mymaster/1",
      {
        sentinels: [
          { host: "one", port: 26_380 },
          { host: "two", port: 26_379 },
          { host: "::1", port: 26_381 },
        ],
        ...{ name: "mymaster", password: "secret", db: 1 },
      },
    ],
  ])("is read from %s", (url, options) => {
    expect(parseRedisUrl(url)).toEqual(options);
  });

  it.each([
    "",
    "redis:",
    "redis://",
    "http://localhost",
    "redis://host:hunter2",
    "redis://:hunter2%zz@host",
    "redis://:hunter2@host/db",
    "redis+sentinel://:hunter2@host",
    "redis+sentinel://one two/master",
  ])("is refused when it is %j, without repeating what may be a password", (url) => {
    expect(() => parseRedisUrl(url)).toThrow(RedisUrlInvalid);
    expect(() => parseRedisUrl(url)).not.toThrow("hunter2");
  });
});
