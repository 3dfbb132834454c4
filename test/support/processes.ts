import { readFileSync, readdirSync } from "node:fs";

export interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** All processes below this one, children of children included. */
export function descendantsOf(pid: number): readonly ProcessFacts[] {
  const all = processes();
  const below = (parent: number): readonly ProcessFacts[] =>
    all.filter((each) => each.parent === parent).flatMap((each) => [each, ...below(each.pid)]);
  return below(pid);
}

/** Those of them that still run. */
export function stillRunning(known: readonly ProcessFacts[]): readonly ProcessFacts[] {
  const now = new Map(processes().map((each) => [each.pid, each]));
  return known.filter(({ pid, command }) => now.get(pid)?.command === command);
}

/** From /proc; zombies, which only wait to be read by their parent, are left out. */
function processes(): readonly ProcessFacts[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const [state = "", parent = ""] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      return state === "Z" ? [] : [{ pid: Number(name), parent: Number(parent), command }];
    } catch {
      return []; // ended while we looked
    }
  });
}
