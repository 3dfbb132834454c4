import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Scope } from "../../../src/runtime/scope.ts";

const FILLED_AT_ONCE = 1_000_000;

/** A small disk of its own. Undefined: this machine gives us none. */
export function smallDisk(scope: Scope): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "offhook-small-"));
  scope.defer(() => rmSync(folder, { recursive: true, force: true }));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=160m", "offhook-test", folder], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  scope.defer(() => void execFileSync("umount", ["-l", folder]));
  return folder;
}

/** Takes all room but so many bytes. */
export function fill(folder: string, leaving: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const file = openSync(join(folder, `leaving-${leaving}`), "w");
  try {
    for (let left = bavail * bsize - leaving; left > 0; left -= FILLED_AT_ONCE)
      writeSync(file, Buffer.alloc(Math.min(FILLED_AT_ONCE, left)));
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== "ENOSPC") throw failure; // others write too
  } finally {
    closeSync(file);
  }
}
