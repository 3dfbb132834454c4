import { execFileSync, spawnSync } from "node:child_process";
import { chownSync, chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { openAsOwn } from "../../../src/voicemail/own-file.ts";

/** The two users of images: FreeSWITCH's is root, the application's is 1000. */
const APPLICATION = 1000;
const canChangeUser = process.getuid?.() === 0 && spawnSync("setpriv", ["--version"]).status === 0;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "offhook-own-"));
  folders.push(made);
  return made;
}

describe("a recording that the media server wrote", () => {
  it("is opened as it is where it is ours", async () => {
    const path = join(folder(), "message.wav");
    writeFileSync(path, "hello");
    const before = statSync(path).ino;
    await (await openAsOwn(path)).close();
    expect(statSync(path).ino).toBe(before);
  });

  it("that isn't there stays not there", async () => {
    await expect(openAsOwn(join(folder(), "message.wav"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  it.runIf(canChangeUser)("as another user becomes the application's own, with its sound", () => {
    const inside = folder();
    chownSync(inside, APPLICATION, APPLICATION);
    chmodSync(inside, 0o755);
    const path = join(inside, "message.wav");
    writeFileSync(path, "hello", { mode: 0o644 }); // root's
    const program = join(inside, "open.mjs");
    writeFileSync(program, bundled("src/voicemail/own-file.ts"));
    const code = `import { openAsOwn } from ${JSON.stringify(program)}; const file = await openAsOwn(${JSON.stringify(path)}); await file.write("J", 0); await file.close();`;
    const user = [`--reuid=${APPLICATION}`, `--regid=${APPLICATION}`, "--clear-groups"];
    execFileSync("setpriv", [...user, process.execPath, "--input-type=module", "-e", code]);
    expect(readFileSync(path, "utf8")).toBe("Jello");
    expect(statSync(path).uid).toBe(APPLICATION);
  });
});

/** The file as plain JavaScript, for a process of another user. */
function bundled(path: string): string {
  const esbuild = join("node_modules", ".bin", "esbuild");
  return execFileSync(esbuild, [path, "--format=esm", "--platform=node", "--bundle"], { encoding: "utf8" });
}
