import { describe, expect, expectTypeOf, it } from "vitest";
import { defined } from "../../../src/runtime/defined.ts";

describe("an object with properties that may be undefined", () => {
  it("loses exactly those that are", () => {
    const kept = defined({ none: undefined, nothing: null, no: false, zero: 0, empty: "" });
    expect(Object.keys(kept)).toEqual(["nothing", "no", "zero", "empty"]);
  });

  it("fits a type whose properties may be absent but not undefined", () => {
    const prompt = "closed" as string | undefined;
    const step: { readonly kind: string; readonly prompt?: string } = defined({ kind: "announce", prompt });
    expect(step).toEqual({ kind: "announce", prompt: "closed" });
    expectTypeOf(defined({ kind: "announce", prompt }).kind).toEqualTypeOf<string>();
  });

  it("still demands what must be there", () => {
    const kind = "announce" as string | undefined;
    // @ts-expect-error `kind` may be undefined, so that it may be absent
    const step: { readonly kind: string } = defined({ kind });
    expect(step.kind).toBe("announce");
  });
});
