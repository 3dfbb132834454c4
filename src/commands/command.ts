/** What the program is told to do by its arguments. */
export type Command =
  | { readonly name: "start"; readonly demo: boolean }
  | { readonly name: "help" }
  | { readonly name: "check" }
  | { readonly name: "status" }
  | { readonly name: "backup"; readonly folder: string }
  | { readonly name: "restore"; readonly folder: string; readonly replace: boolean }
  | { readonly name: "reset-password"; readonly email: string; readonly secondFactor: "stays" | "removed" };

export const USAGE = `Offhook: the telephone system of an office

  offhook [start] [--demo]                run it; --demo adds three users with phones to try
  offhook check                           look at the settings of the environment, start nothing
  offhook status                          how the system of this machine does
  offhook backup FOLDER                   copy all that it keeps into a new folder, also while it runs
  offhook restore FOLDER [--replace]      put a back-up in its place; --replace puts aside what is there
  offhook admin reset-password E-MAIL [--without-second-factor]
                                          a new password for this person's log-in, printed once
  offhook --help                          this text

From a clone: npm start -- --demo, and node dist/main.js in place of offhook.
Settings are environment variables; the README lists them.
`;

const FLAGS: Readonly<Record<string, readonly string[]>> = {
  start: ["--demo"],
  restore: ["--replace"],
  "reset-password": ["--without-second-factor"],
};
const OPERANDS: Readonly<Record<string, string>> = { backup: "FOLDER", restore: "FOLDER", "reset-password": "E-MAIL" };
const NAMES: ReadonlySet<string> = new Set(["start", "check", "status", "backup", "restore", "reset-password"]);

/** @param words  the program's arguments  @returns what is wrong with them, as a text */
export function parseCommand(words: readonly string[]): Command | string {
  if (words.includes("--help") || words.includes("-h") || words[0] === "help") return { name: "help" };
  const flags = words.filter((word) => word.startsWith("-"));
  const [first = "start", ...others] = words.filter((word) => !word.startsWith("-"));
  const [name = "", ...operands] = first === "admin" ? others : [first, ...others];
  if (!NAMES.has(name) || (first === "admin") !== (name === "reset-password"))
    return `unknown command ${[first, ...others.slice(0, first === "admin" ? 1 : 0)].join(" ")}; try --help`;
  const unknown = flags.find((flag) => !(FLAGS[name] ?? []).includes(flag));
  if (unknown !== undefined) return `unknown option ${unknown}; try --help`;
  const wanted = OPERANDS[name];
  if (operands.length !== (wanted === undefined ? 0 : 1))
    return wanted === undefined
      ? `unknown argument ${operands[0] ?? ""}; try --help`
      : `${first === "admin" ? "admin reset-password" : first} needs one ${wanted}; try --help`;
  return commandOf(name, operands[0] ?? "", new Set(flags));
}

function commandOf(name: string, operand: string, flags: ReadonlySet<string>): Command {
  switch (name) {
    case "backup":
      return { name, folder: operand };
    case "restore":
      return { name, folder: operand, replace: flags.has("--replace") };
    case "reset-password":
      return { name, email: operand, secondFactor: flags.has("--without-second-factor") ? "removed" : "stays" };
    case "check":
    case "status":
      return { name };
    default:
      return { name: "start", demo: flags.has("--demo") };
  }
}
