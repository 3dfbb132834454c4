import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  openMenu,
  stepMenu,
  type MenuInput,
  type MenuStep,
  type ListedUser,
  type MenuRules,
} from "../../../src/receptionist/menu.ts";
import { spellings } from "../../../src/receptionist/name-spellings.ts";
import type { Overflow } from "../../../src/routing/tables.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import { parseUserId } from "../../../src/vocabulary/identifiers.ts";

const user = (name: string) => ({ kind: "user", id: parseUserId(`user-${name}`)! }) as const;
const NO_INPUT: Overflow = user("no-input");
const BAD_INPUT: Overflow = user("bad-input");
const EXTENSIONS: Readonly<Record<string, Overflow>> = {
  ...{ "10": user("ten-ten"), "1001": user("alice"), "20": user("sales") },
};
const MARTINS: readonly ListedUser[] = ["1001", "1002"].map((digits) => ({
  id: parseUserId(`martin-${digits}`)!,
  extension: parseExtension(digits)!,
}));

function rules(over: Partial<MenuRules> = {}): MenuRules {
  return {
    keys: {
      ...{ "1": user("one-key"), "3": { kind: "outside", number: "+33612345678" as never }, "0": { kind: "repeat" } },
      ...{ "9": { kind: "dial-by-name" }, "*": user("star-key") },
    },
    ...{ tries: 2, waitMs: 6_000, onNoInput: NO_INPUT, onBadInput: BAD_INPUT },
    extension: (digits) => EXTENSIONS[digits],
    isBeginning: (digits) =>
      Object.keys(EXTENSIONS).some((each) => each.length > digits.length && each.startsWith(digits)),
    spelled: (keys) => (keys !== "" && "627846".startsWith(keys) ? MARTINS : []),
    ...over,
  };
}

/** Keys, and "." where the caller waits. */
function press(keys: string, set = rules()): MenuStep {
  let next = openMenu(set);
  for (const key of keys) {
    if (next.kind === "leave") throw new Error(`left before ${key}`);
    const input: MenuInput = key === "." ? { kind: "silence" } : { kind: "key", key };
    next = stepMenu(next.menu, input, set);
  }
  return next;
}
const said = (next: MenuStep): readonly unknown[] =>
  next.kind === "leave"
    ? []
    : next.say.map((piece) => ("name" in piece ? piece.name : "text" in piece ? piece.text : piece.kind));

describe("a menu", () => {
  it.each([
    ["3", { to: { kind: "outside", number: "+33612345678" }, because: "key" }], // no extension begins so: at once
    ["*", { to: user("star-key"), because: "key" }],
    ["1.", { to: user("one-key"), because: "key" }], // extensions do: after a pause
    ["1#", { to: user("one-key"), because: "key" }],
    ["10.", { to: user("ten-ten"), because: "extension" }],
    ["1001", { to: user("alice"), because: "extension" }],
    ["20", { to: user("sales"), because: "extension" }],
    [".0.", { to: NO_INPUT, because: "no-input" }],
    ["7.7.", { to: BAD_INPUT, because: "bad-input" }],
    ["100.100.", { to: BAD_INPUT, because: "bad-input" }],
    ["962#1", { to: { kind: "user", id: MARTINS[0]!.id }, because: "name" }],
    ["9627.21", { to: { kind: "user", id: MARTINS[1]!.id }, because: "name" }],
    ["9*20", { to: user("sales"), because: "extension" }],
    ["9#5#", { to: BAD_INPUT, because: "bad-input" }],
    ["9..", { to: NO_INPUT, because: "no-input" }],
  ])("%s leads to %j", (keys, expected) => {
    expect(press(keys)).toEqual({ kind: "leave", ...expected });
  });

  it("greets, says what was wrong, and greets again", () => {
    expect(said(openMenu(rules()))).toEqual(["greeting"]);
    expect(said(openMenu(rules(), "busy"))).toEqual(["receptionist-busy", "greeting"]);
    expect(said(press("7"))).toEqual([]); // what follows belongs to the mistake
    expect(said(press("77777"))).toEqual([]);
    expect(said(press("77777."))).toEqual(["receptionist-wrong", "greeting"]);
    expect(said(press("."))).toEqual(["greeting"]);
    expect(said(press("9"))).toEqual(["receptionist-spell"]);
    expect(said(press("96#"))).toEqual(["receptionist-for-extension", "1001", "receptionist-found-keys"]);
    expect(said(press("95#"))).toEqual(["receptionist-no-name", "receptionist-spell"]);
    expect(said(press("96#22"))).toEqual(["receptionist-no-name", "receptionist-spell"]);
  });

  it("without extensions takes every key at once", () => {
    const single = rules({ extension: () => undefined, isBeginning: () => false });
    expect(press("1", single)).toEqual({ kind: "leave", to: user("one-key"), because: "key" });
  });

  it("comes to an end, whatever is pressed, and leads only where the settings say", () => {
    const inputs = fc.array(fc.constantFrom(...Array.from("0123456789*#....")), { minLength: 400, maxLength: 400 });
    const allowed = [NO_INPUT, BAD_INPUT, ...Object.values(EXTENSIONS), user("one-key"), user("star-key")].map((to) =>
      JSON.stringify(to),
    );
    const people = MARTINS.map(({ id }) => JSON.stringify({ kind: "user", id }));
    fc.assert(
      fc.property(inputs, fc.integer({ min: 1, max: 5 }), (keys, tries) => {
        const set = rules({ tries });
        let next = openMenu(set);
        for (const key of keys) {
          if (next.kind === "leave") break;
          next = stepMenu(next.menu, key === "." ? { kind: "silence" } : { kind: "key", key }, set);
        }
        if (next.kind === "listen") throw new Error("still there after 400 keys");
        const to = JSON.stringify(next.to);
        expect([...allowed, ...people, JSON.stringify(set.keys["3"])]).toContain(to);
      }),
    );
  });
});

describe("a name on the keys of a telephone", () => {
  it.each([
    ["Alice Martin", ["25423627846", "62784625423"]],
    ["Jean-Pierre d'Œuvre", ["53267437733638873", "74377336388735326", "36388735326743773", "63887353267437733"]],
    ["Zoë Müller-Łoś", ["963685537567", "685537567963", "567963685537"]],
    ["Straße", ["7872773"]],
    ["山田", []],
  ])("%s", (name, keys) => {
    expect(spellings(name)).toEqual(keys);
  });

  it("has digits only, and a spelling for each word", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 100 }), (name) => {
        for (const keys of spellings(name)) expect(keys).toMatch(/^[2-9]+$/);
      }),
    );
  });
});
