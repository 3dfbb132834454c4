import { Type } from "typebox";
import { describe, expect, it } from "vitest";
import { namedIn } from "../../../src/api/named-in.ts";

const Destination = Type.Union([
  Type.Object({ kind: Type.Literal("user"), userId: Type.String() }),
  Type.Object({ kind: Type.Literal("outside"), number: Type.String() }),
  Type.Null(),
]);

describe("an answer of the API", () => {
  it("leaves out what its schema doesn't name, at every depth", () => {
    const Device = Type.Object({ id: Type.String(), site: Type.Object({ name: Type.String() }) });
    expect(namedIn(Type.Array(Device))([{ id: "d1", ha1: "secret", site: { name: "Paris", internal: true } }])).toEqual(
      [{ id: "d1", site: { name: "Paris" } }],
    );
  });

  it("shows of a destination what its own kind has", () => {
    const shown = namedIn(Destination);
    expect(shown({ kind: "outside", number: "+33123456789", userId: "u1" })).toEqual({
      kind: "outside",
      number: "+33123456789",
    });
    expect(shown({ kind: "user", userId: "u1", number: "+33123456789" })).toEqual({ kind: "user", userId: "u1" });
    expect(shown(null)).toBeNull();
  });

  it("isn't given where a destination is of no kind that the schema knows, or a property is missing", () => {
    expect(() => namedIn(Destination)({ kind: "fax", secret: "x" })).toThrow("none of what its schema allows");
    expect(() => namedIn(Type.Object({ id: Type.String() }))({})).toThrow('lacks "id"');
  });

  it("leaves out what is optional and isn't there", () => {
    const schema = Type.Object({ id: Type.String(), label: Type.Optional(Type.String()) });
    expect(JSON.stringify(namedIn(schema)({ id: "d1", label: undefined }))).toBe('{"id":"d1"}');
  });

  it("shows all that a record holds, by the schema of its values", () => {
    const schema = Type.Record(Type.String(), Type.Object({ up: Type.Boolean() }));
    expect(namedIn(schema)({ redis: { up: true, host: "secret" } })).toEqual({ redis: { up: true } });
  });

  it("counts in whole numbers where its schema says so", () => {
    expect(namedIn(Type.Object({ waitedMs: Type.Integer() }))({ waitedMs: 12.7 })).toEqual({ waitedMs: 12 });
  });
});
