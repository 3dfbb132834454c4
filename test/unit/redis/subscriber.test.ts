import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { subscribe } from "../../../src/redis/subscriber.ts";
import { ProcessesOnRedis } from "./processes.ts";
import { patiently } from "../../support/patiently.ts";

let processes: ProcessesOnRedis;
beforeAll(async () => {
  processes = await ProcessesOnRedis.start();
});
afterEach(() => processes.endTest());
afterAll(() => processes[Symbol.asyncDispose]());

describe("a subscription to channels", () => {
  it("hears what is published in them, and in no other one", async () => {
    const redis = await processes.connect();
    const heard: string[] = [];
    const onSubscribed = vi.fn();
    processes.own(
      subscribe(redis, {
        channels: ["one", "two"],
        onMessage: (text, channel) => void heard.push(`${channel}: ${text}`),
        onSubscribed,
      }),
    );
    await patiently(() => expect(onSubscribed).toHaveBeenCalled());
    for (const channel of ["one", "three", "two"]) await redis.publish(channel, "hello");
    await patiently(() => expect(heard).toEqual(["one: hello", "two: hello"]));
  });

  it("hears again after its connection was lost, and says so", async () => {
    const redis = await processes.connect();
    const heard: string[] = [];
    const onSubscribed = vi.fn();
    processes.own(subscribe(redis, { channels: ["one"], onMessage: (text) => void heard.push(text), onSubscribed }));
    await patiently(() => expect(onSubscribed).toHaveBeenCalledTimes(1));
    await redis.client("KILL", "TYPE", "PUBSUB");
    await patiently(() => expect(onSubscribed).toHaveBeenCalledTimes(2));
    await redis.publish("one", "hello again");
    await patiently(() => expect(heard).toEqual(["hello again"]));
  });

  it("hears nothing more once it is disposed", async () => {
    const redis = await processes.connect();
    const onSubscribed = vi.fn();
    const subscription = subscribe(redis, { channels: ["one"], onMessage: () => undefined, onSubscribed });
    await patiently(() => expect(onSubscribed).toHaveBeenCalled());
    subscription[Symbol.dispose]();
    await patiently(async () => expect(await redis.publish("one", "anybody?")).toBe(0));
  });
});
