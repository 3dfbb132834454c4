import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { BoundedMap } from "./bounded-map.ts";
import type { Clock } from "./clock.ts";

/** A folder of thousands of files is not looked through for every question. */
const KNOWN_FOR_MS = 60_000;
const MOST_KNOWN = 10_000;
/** Files that are asked at once. */
const AT_ONCE = 50;

/** How many bytes the files of a folder hold, those of its folders included; as of a minute ago. 0 where there is none. */
export function folderSizes(clock: Clock): (folder: string) => Promise<number> {
  const known = new BoundedMap<string, { readonly atMs: number; readonly bytes: number }>(MOST_KNOWN);
  return async (folder) => {
    const before = known.get(folder);
    if (before !== undefined && clock.nowMs() - before.atMs < KNOWN_FOR_MS) return before.bytes;
    const bytes = await bytesUnder(folder);
    known.set(folder, { atMs: clock.nowMs(), bytes });
    return bytes;
  };
}

async function bytesUnder(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  let bytes = 0;
  for (let from = 0; from < files.length; from += AT_ONCE) {
    const sizes = files.slice(from, from + AT_ONCE).map((file) =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    );
    bytes += (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }
  return bytes;
}
