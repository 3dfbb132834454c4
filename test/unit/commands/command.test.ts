import { describe, expect, it } from "vitest";
import { parseCommand } from "../../../src/commands/command.ts";

describe("what an operator types", () => {
  it.each([
    ["", { name: "start", demo: false }],
    ["start", { name: "start", demo: false }],
    ["--demo", { name: "start", demo: true }],
    ["--help", { name: "help" }],
    ["backup --help", { name: "help" }],
    ["check", { name: "check" }],
    ["status", { name: "status" }],
    ["backup /srv/b", { name: "backup", folder: "/srv/b" }],
    ["restore /srv/b", { name: "restore", folder: "/srv/b", replace: false }],
    ["restore --replace /srv/b", { name: "restore", folder: "/srv/b", replace: true }],
    ["admin reset-password a@b.c", { name: "reset-password", email: "a@b.c", secondFactor: "stays" }],
    [
      "admin reset-password a@b.c --without-second-factor",
      { name: "reset-password", email: "a@b.c", secondFactor: "removed" },
    ],
  ])("'offhook %s' is understood", (typed, command) => {
    expect(parseCommand(typed.split(" ").filter(Boolean))).toEqual(command);
  });

  it.each([
    ["--unknown", "unknown option --unknown; try --help"],
    ["strat", "unknown command strat; try --help"],
    ["reset-password a@b.c", "unknown command reset-password; try --help"],
    ["admin", "unknown command admin; try --help"],
    ["admin backup", "unknown command admin backup; try --help"],
    ["backup", "backup needs one FOLDER; try --help"],
    ["backup a b", "backup needs one FOLDER; try --help"],
    ["backup a --demo", "unknown option --demo; try --help"],
    ["admin reset-password", "admin reset-password needs one E-MAIL; try --help"],
    ["status now", "unknown argument now; try --help"],
  ])("'offhook %s' is refused with what is wrong", (typed, problem) => {
    expect(parseCommand(typed.split(" "))).toBe(problem);
  });
});
