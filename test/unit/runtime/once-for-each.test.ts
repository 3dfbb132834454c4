import { expect, test, vi } from "vitest";
import { onceForEach } from "../../../src/runtime/once-for-each.ts";

test("what is found for an object is found once, and for another one anew", () => {
  const find = vi.fn(({ name }: { name: string }) => ({ greeting: `Hello ${name}` }));
  const greet = onceForEach(find);
  const [alice, bob] = [{ name: "Alice" }, { name: "Bob" }];
  expect([greet(alice), greet(alice), greet(bob)]).toEqual([
    { greeting: "Hello Alice" },
    { greeting: "Hello Alice" },
    { greeting: "Hello Bob" },
  ]);
  expect(find).toHaveBeenCalledTimes(2);
  expect(greet({ name: "Alice" })).not.toBe(greet(alice));
});
