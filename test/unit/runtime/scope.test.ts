import { describe, expect, it } from "vitest";
import { Scope } from "../../../src/runtime/scope.ts";

const named = (name: string, log: string[]): Disposable => ({ [Symbol.dispose]: () => void log.push(name) });

describe("a scope", () => {
  it("releases what it owns in reverse order, once", async () => {
    const log: string[] = [];
    const scope = new Scope();
    scope.own(named("leg", log));
    scope.own(named("bridge", log));
    await scope[Symbol.asyncDispose]();
    await scope[Symbol.asyncDispose]();
    expect(log).toEqual(["bridge", "leg"]);
  });

  it("releases the rest when one release fails, then tells of the failure", async () => {
    const log: string[] = [];
    const scope = new Scope();
    scope.own(named("leg", log));
    scope.defer(() => {
      throw new Error("already gone");
    });
    await expect(scope[Symbol.asyncDispose]()).rejects.toThrow("already gone");
    expect(log).toEqual(["leg"]);
  });

  it("tells of all failures when there are several", async () => {
    const scope = new Scope();
    scope.defer(() => Promise.reject(new Error("one")));
    scope.defer(() => Promise.reject(new Error("two")));
    await expect(scope[Symbol.asyncDispose]()).rejects.toThrow(AggregateError);
  });

  it("that has ended releases at once what it is given late", async () => {
    const log: string[] = [];
    const scope = new Scope();
    await scope[Symbol.asyncDispose]();
    scope.own(named("late 200", log));
    await new Promise((resolve) => setImmediate(resolve));
    expect(log).toEqual(["late 200"]);
  });
});
