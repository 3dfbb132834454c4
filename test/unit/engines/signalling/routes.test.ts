import { describe, expect, it } from "vitest";
import { MAX_VERBS_PER_CLIENT, Routes } from "../../../../src/engines/signalling/control/routes.ts";

describe("new calls", () => {
  it("go to the applications that asked for them, in turn", () => {
    const routes = new Routes<string>();
    for (const client of ["a", "b", "c"]) routes.add(client, "invite");
    expect(["INVITE", "INVITE", "INVITE", "INVITE"].map((method) => routes.next(method))).toEqual(["a", "b", "c", "a"]);
    expect(routes.next("REGISTER")).toBeUndefined();
  });

  it("are shared fairly with an application that asks twice", () => {
    const routes = new Routes<string>();
    for (const client of ["a", "a", "b", "a"]) routes.add(client, "invite");
    expect([1, 2, 3, 4].map(() => routes.next("INVITE"))).toEqual(["a", "b", "a", "b"]);
  });

  it("stop coming to an application that takes back that verb, while its other verbs go on", () => {
    const routes = new Routes<string>();
    routes.add("a", "invite");
    routes.add("a", "register");
    routes.remove("a", "register");
    expect(routes.next("INVITE")).toBe("a");
    expect(routes.next("REGISTER")).toBeUndefined();
  });

  it("stop coming to an application that has gone", () => {
    const routes = new Routes<string>();
    for (const verb of ["invite", "options"]) for (const client of ["a", "b"]) routes.add(client, verb);
    routes.removeClient("a");
    expect([routes.next("INVITE"), routes.next("INVITE"), routes.next("OPTIONS")]).toEqual(["b", "b", "b"]);
    routes.removeClient("b");
    expect(routes.next("INVITE")).toBeUndefined();
  });

  it("can't be asked for under endlessly many names", () => {
    const routes = new Routes<string>();
    for (let number = 0; number < MAX_VERBS_PER_CLIENT; number++) expect(routes.add("a", `verb${number}`)).toBe(true);
    expect(routes.add("a", "one more")).toBe(false);
    expect(routes.add("a", "verb0")).toBe(true);
  });
});
