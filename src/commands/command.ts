/** What the program is told to do by its arguments. */
export type Command =
  | { readonly name: "start"; readonly demo: boolean }
  | { readonly name: "help" }
  | { readonly name: "check" }
  | { readonly name: "status" }
  | { readonly name: "calls" }
  | { readonly name: "bans" }
  | { readonly name: "bans lift"; readonly source: string }
  | { readonly name: "explain"; readonly from: string; readonly to: string }
  | { readonly name: "backup"; readonly folder: string }
  | { readonly name: "restore"; readonly folder: string; readonly replace: boolean }
  | { readonly name: "secrets" }
  | { readonly name: "secrets new-key" }
  | { readonly name: "admin reset-password"; readonly email: string; readonly secondFactor: "stays" | "removed" };

export const USAGE = `Offhook: the telephone system of an office

  offhook [start] [--demo]                run it; --demo adds three users with phones to try
  offhook check                           look at the settings of the environment, start nothing
  offhook status                          how the system of this machine does
  offhook calls                           the calls that go on now
  offhook explain FROM TO                 what a call would do, without a call: FROM is an extension,
                                          or a caller's number outside (+33612345678)
  offhook bans                            who is kept out now, and why
  offhook bans lift ADDRESS               let an address in again
  offhook backup FOLDER                   copy all that it keeps into a new folder, also while it runs
  offhook restore FOLDER [--replace]      put a back-up in its place; --replace puts aside what is there
  offhook secrets                         seal all stored secrets with the key in use, and say which
                                          can't be opened
  offhook secrets new-key                 make a new key first; the ones before stay in the file
  offhook admin reset-password E-MAIL [--without-second-factor]
                                          a new password for this person's log-in, printed once
  offhook --help                          this text

From a clone: npm start -- --demo, and node dist/main.js in place of offhook.
Settings are environment variables; the README lists them.
`;

interface Shape {
  readonly operands: readonly string[];
  readonly flags?: readonly string[];
}

const SHAPES: Readonly<Record<Exclude<Command["name"], "help">, Shape>> = {
  start: { operands: [], flags: ["--demo"] },
  check: { operands: [] },
  status: { operands: [] },
  calls: { operands: [] },
  bans: { operands: [] },
  "bans lift": { operands: ["ADDRESS"] },
  explain: { operands: ["FROM", "TO"] },
  backup: { operands: ["FOLDER"] },
  restore: { operands: ["FOLDER"], flags: ["--replace"] },
  secrets: { operands: [] },
  "secrets new-key": { operands: [] },
  "admin reset-password": { operands: ["E-MAIL"], flags: ["--without-second-factor"] },
};
/** What stands before a second word of the command, and is none by itself, or another. */
const GROUPS: ReadonlySet<string> = new Set(Object.keys(SHAPES).flatMap((name) => name.match(/^\S+(?= )/) ?? []));

/** @param words  the program's arguments  @returns what is wrong with them, as a text */
export function parseCommand(words: readonly string[]): Command | string {
  if (words.includes("--help") || words.includes("-h") || words[0] === "help") return { name: "help" };
  const flags = words.filter((word) => word.startsWith("-"));
  const [first = "start", ...others] = words.filter((word) => !word.startsWith("-"));
  const isOfTwo = GROUPS.has(first) && others.length > 0;
  const name = isOfTwo ? `${first} ${others[0]}` : first;
  if (!isCommand(name)) return `unknown command ${name}; try --help`;
  const operands = isOfTwo ? others.slice(1) : others;
  const { operands: wanted, flags: known = [] } = SHAPES[name];
  const unknown = flags.find((flag) => !known.includes(flag));
  if (unknown !== undefined) return `unknown option ${unknown}; try --help`;
  if (operands.length !== wanted.length)
    return wanted.length === 0
      ? `unknown argument ${operands[0] ?? ""}; try --help`
      : `${name} needs ${wanted.map((each) => `one ${each}`).join(" and ")}; try --help`;
  return commandOf(name, operands, new Set(flags));
}

function isCommand(name: string): name is keyof typeof SHAPES {
  return Object.hasOwn(SHAPES, name);
}

function commandOf(
  name: keyof typeof SHAPES,
  [operand = "", second = ""]: readonly string[],
  flags: ReadonlySet<string>,
): Command {
  switch (name) {
    case "bans lift":
      return { name, source: operand };
    case "explain":
      return { name, from: operand, to: second };
    case "backup":
      return { name, folder: operand };
    case "restore":
      return { name, folder: operand, replace: flags.has("--replace") };
    case "admin reset-password":
      return { name, email: operand, secondFactor: flags.has("--without-second-factor") ? "removed" : "stays" };
    case "start":
      return { name, demo: flags.has("--demo") };
    case "check":
    case "status":
    case "calls":
    case "bans":
    case "secrets":
    case "secrets new-key":
      return { name };
  }
}
