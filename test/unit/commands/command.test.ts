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
    ["calls", { name: "calls" }],
    ["secrets", { name: "secrets" }],
    ["secrets new-key", { name: "secrets new-key" }],
    ["bans", { name: "bans" }],
    ["bans lift 198.51.100.7", { name: "bans lift", source: "198.51.100.7" }],
    ["explain 1001 0612345678", { name: "explain", from: "1001", to: "0612345678" }],
    ["admin reset-password a@b.c", { name: "admin reset-password", email: "a@b.c", secondFactor: "stays" }],
    [
      "admin reset-password a@b.c --without-second-factor",
      { name: "admin reset-password", email: "a@b.c", secondFactor: "removed" },
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
    ["bans lift", "bans lift needs one ADDRESS; try --help"],
    ["bans fly x", "unknown command bans fly; try --help"],
    ["explain 1001", "explain needs one FROM and one TO; try --help"],
    ["status now", "unknown argument now; try --help"],
  ])("'offhook %s' is refused with what is wrong", (typed, problem) => {
    expect(parseCommand(typed.split(" "))).toBe(problem);
  });
});
