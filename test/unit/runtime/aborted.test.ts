import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { linkedSignal } from "../../../src/runtime/aborted.ts";

const source = (): AbortController => new AbortController();

it("a linked signal is aborted with the first of its sources, for that one's reason", () => {
  const [one, other] = [source(), source()];
  using linked = linkedSignal([one.signal, other.signal]);
  expect(linked.signal.aborted).toBe(false);
  other.abort("reason");
  one.abort("later");
  expect(linked.signal.reason).toBe("reason");
});

it("a linked signal is aborted from the start where a source is", () => {
  using linked = linkedSignal([source().signal, AbortSignal.abort("before")]);
  expect(linked.signal.reason).toBe("before");
});

it("a released linked signal has left its sources, and is aborted no more", () => {
  const long = source();
  const linked = linkedSignal([long.signal]);
  linked[Symbol.dispose]();
  expect(getEventListeners(long.signal, "abort")).toHaveLength(0);
  long.abort();
  expect(linked.signal.aborted).toBe(false);
});
