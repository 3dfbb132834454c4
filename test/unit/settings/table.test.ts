import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drop, emptyTable, get, keys, put, values } from "../../../src/settings/table.ts";
import type { Table } from "../../../src/settings/table.ts";

function asMap(table: Table<number>): Map<string, number> {
  return new Map([...keys(table)].map((key) => [key, get(table, key)!]));
}

describe("a table of settings", () => {
  it("holds what a Map would hold, and every older one still holds what it held", () => {
    const step = fc.record({
      key: fc.constantFrom("a", "b", "c", "d", "e", "f", "__proto__", ""),
      value: fc.option(fc.nat()),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const history: [Table<number>, Map<string, number>][] = [[emptyTable(), new Map()]];
        for (const { key, value } of steps) {
          const [table, map] = history.at(-1)!;
          const next = new Map(map);
          if (value === null) next.delete(key);
          else next.set(key, value);
          history.push([value === null ? drop(table, key) : put(table, key, value), next]);
        }
        for (const [table, map] of history) {
          expect(asMap(table)).toEqual(map);
          expect(table.size).toBe(map.size);
          expect([...values(table)].sort()).toEqual([...map.values()].sort());
        }
      }),
    );
  });

  it("finds each of ten thousand, and spreads them evenly", () => {
    let table = emptyTable<number>();
    for (let i = 0; i < 10_000; i++) table = put(table, `extension/tenant/${i}`, i);
    for (let i = 0; i < 10_000; i++) expect(get(table, `extension/tenant/${i}`)).toBe(i);
    expect(table.size).toBe(10_000);
    const fullest = Math.max(...table.buckets.map((bucket) => bucket?.size ?? 0));
    expect(fullest).toBeLessThan(64);
    for (let i = 0; i < 10_000; i++) table = drop(table, `extension/tenant/${i}`);
    expect([...values(table)]).toEqual([]);
  });
});
