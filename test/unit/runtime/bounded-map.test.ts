import { describe, expect, it } from "vitest";
import { BoundedMap } from "../../../src/runtime/bounded-map.ts";

describe("a bounded map", () => {
  it("forgets the entry that was set longest ago when one too many comes", () => {
    const map = new BoundedMap<string, number>(2);
    map.set("a", 1);
    map.set("b", 2);
    map.set("c", 3);
    expect([...map]).toEqual([
      ["b", 2],
      ["c", 3],
    ]);
  });

  it("counts an entry that is set again as the youngest, and forgets none for it", () => {
    const map = new BoundedMap<string, number>(2);
    map.set("a", 1);
    map.set("b", 2);
    map.set("a", 3);
    expect([...map.values()]).toEqual([2, 3]);
    map.set("c", 4);
    expect([map.has("a"), map.has("b"), map.get("c"), map.size]).toEqual([true, false, 4, 2]);
  });

  it("has room again for what was deleted", () => {
    const map = new BoundedMap<string, number>(1);
    map.set("a", 1);
    expect(map.delete("a")).toBe(true);
    expect(map.delete("a")).toBe(false);
    map.set("b", 2);
    expect([...map]).toEqual([["b", 2]]);
  });
});
