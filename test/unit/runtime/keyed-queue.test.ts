import { describe, expect, it } from "vitest";
import { KeyedQueue, SerialQueue } from "../../../src/runtime/keyed-queue.ts";

/** A work that runs until the test ends it, and notes its beginning. */
function heldWork(name: string, log: string[]) {
  let end: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (end = resolve));
  const work = async (): Promise<string> => {
    log.push(`${name} begins`);
    await held;
    log.push(`${name} ends`);
    return name;
  };
  return { work, end };
}
const soon = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
const queueOf = (mostWaiting: number): KeyedQueue<string> =>
  new KeyedQueue({ mostWaiting, tooMany: () => new Error("too many wait") });

describe("a serial queue", () => {
  it("begins a work when the one before has ended", async () => {
    const log: string[] = [];
    const queue = new SerialQueue();
    const [one, two] = [heldWork("one", log), heldWork("two", log)];
    const results = [queue.run(one.work), queue.run(two.work)];
    two.end();
    await soon();
    expect(log).toEqual(["one begins"]);
    one.end();
    await expect(Promise.all(results)).resolves.toEqual(["one", "two"]);
    expect(log).toEqual(["one begins", "one ends", "two begins", "two ends"]);
  });

  it("goes on after a work that failed, and tells its caller alone", async () => {
    const queue = new SerialQueue();
    const failed = queue.run(() => Promise.reject(new Error("refused")));
    const next = queue.run(() => Promise.resolve("next"));
    await expect(failed).rejects.toThrow("refused");
    await expect(next).resolves.toBe("next");
  });
});

describe("a queue by keys", () => {
  it("lets the works of one key wait for each other, and of no other key", async () => {
    const log: string[] = [];
    const queue = queueOf(10);
    const [one, two, other] = [heldWork("one", log), heldWork("two", log), heldWork("other", log)];
    const results = [queue.run("a", one.work), queue.run("a", two.work), queue.run("b", other.work)];
    await soon();
    expect(log).toEqual(["one begins", "other begins"]);
    for (const { end } of [one, two, other]) end();
    await Promise.all(results);
    expect(log.slice(2)).toEqual(["one ends", "other ends", "two begins", "two ends"]);
  });

  it("refuses one work too many of a key, with the error it was given", async () => {
    const log: string[] = [];
    const queue = queueOf(2);
    const held = heldWork("one", log);
    const waiting = [queue.run("a", held.work), queue.run("a", () => Promise.resolve("two"))];
    await expect(queue.run("a", () => Promise.resolve("three"))).rejects.toThrow("too many wait");
    await expect(queue.run("b", () => Promise.resolve("of another key"))).resolves.toBe("of another key");
    held.end();
    await expect(Promise.all(waiting)).resolves.toEqual(["one", "two"]);
    await expect(queue.run("a", () => Promise.resolve("later"))).resolves.toBe("later");
  });

  it("remembers no key of which nothing waits", async () => {
    const queue = queueOf(10);
    const works = [queue.run("a", () => Promise.resolve()), queue.run("b", () => Promise.reject(new Error("refused")))];
    expect(queue.size).toBe(2);
    await Promise.allSettled(works);
    expect(queue.size).toBe(0);
  });
});
