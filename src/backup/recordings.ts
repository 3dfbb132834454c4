import { constants } from "node:fs";
import { copyFile, mkdir, readdir, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

/** How many recordings there are, and how large they are together. */
export interface Amount {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Copies the recordings that are not in `to` yet, or differ in size: one that was being written grows. Those that vanish
 * meanwhile are left out.
 */
export async function copyRecordings(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o750 });
  for (const { file, bytes } of await filesIn(from)) {
    const target = join(to, relative(from, file));
    if ((await stat(target).catch(absent))?.size === bytes) continue;
    await mkdir(dirname(target), { recursive: true, mode: 0o750 });
    await copyFile(file, target, constants.COPYFILE_FICLONE).catch(absent);
  }
}

export async function amountOf(folder: string): Promise<Amount> {
  const files = await filesIn(folder);
  return { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Every file in it, with its size. */
async function filesIn(folder: string): Promise<readonly { readonly file: string; readonly bytes: number }[]> {
  const names = await readdir(folder, { recursive: true }).catch(absent);
  const files = [];
  for (const name of names ?? []) {
    const file = join(folder, name);
    const found = await stat(file).catch(absent);
    if (found?.isFile() === true) files.push({ file, bytes: found.size });
  }
  return files;
}

/** What isn't there, or isn't there any more. */
function absent(failure: unknown): undefined {
  if ((failure as NodeJS.ErrnoException).code !== "ENOENT") throw failure;
  return undefined;
}
