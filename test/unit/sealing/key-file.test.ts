import { chmod, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { keyFile } from "../../../src/sealing/key-file.ts";
import { makeSecretsKey, openText, sealText } from "../../../src/sealing/sealed-text.ts";
import { keyringOf } from "../../support/secrets-key.ts";
import { Sealer } from "../../../src/sealing/sealer.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";
import { tempFolder } from "../../support/temp-folder.ts";

describe("the file of keys", () => {
  it("is made once, for its owner alone: a second process reads the key of the first", async () => {
    await using here = await tempFolder();
    const file = join(here.path, "secrets.key");
    const first = keyFile(file).makeFirst();
    expect(keyFile(file).makeFirst()).toEqual(first);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(here.path)).toEqual(["secrets.key"]);
  });

  it("takes a new key before those of before, and leaves the rest of it alone", async () => {
    await using here = await tempFolder();
    const file = join(here.path, "secrets.key");
    const [first, second] = [keyFile(file).makeFirst(), makeSecretsKey()];
    await writeFile(file, `${await readFile(file, "utf8")}# a word of the operator\n`);
    keyFile(file).add([second, first]);
    expect(keyFile(file).read()).toEqual([second, first]);
    expect(await readFile(file, "utf8")).toContain("# a word of the operator\n");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("that has no key in it is told of, and is not written over", async () => {
    await using here = await tempFolder();
    const file = join(here.path, "secrets.key");
    await writeFile(file, "something else\n");
    expect(() => keyFile(file).makeFirst()).toThrow("holds no key");
    expect(await readFile(file, "utf8")).toBe("something else\n");
  });

  it.skipIf(process.getuid?.() === 0)("that can't be written is named", async () => {
    await using here = await tempFolder();
    await chmod(here.path, 0o500);
    expect(() => keyFile(join(here.path, "secrets.key")).makeFirst()).toThrow("can't be written (EACCES)");
    await chmod(here.path, 0o700);
  });
});

describe("a sealed text", () => {
  const key = makeSecretsKey();

  it("opens with its key at its place alone, and tells nothing of what it holds", () => {
    const sealed = sealText(key, "trunk password", "trunk 1");
    expect(sealed).not.toContain("trunk");
    expect(sealText(key, "trunk password", "trunk 1")).not.toBe(sealed);
    expect(openText(key, sealed, "trunk 1")).toBe("trunk password");
    expect(openText(key, sealed, "trunk 2")).toBeUndefined();
    expect(openText(makeSecretsKey(), sealed, "trunk 1")).toBeUndefined();
  });

  it("that was changed by one character doesn't open", () => {
    const sealed = sealText(key, "trunk password", "trunk 1");
    for (let at = `sealed:1:${key.id}:`.length; at < sealed.length - 1; at++) {
      const other = sealed[at] === "A" ? "B" : "A";
      expect(openText(key, `${sealed.slice(0, at)}${other}${sealed.slice(at + 1)}`, "trunk 1")).toBeUndefined();
    }
  });
});

it("a key that was added while the system runs is read when a text asks for it, and seals from then on", () => {
  const [old, fresh] = [makeSecretsKey(), makeSecretsKey()];
  const keyring = keyringOf(old);
  const clock = new VirtualClock();
  const sealer = new Sealer({ keyring, inUse: old.id, clock });
  const sealed = sealText(fresh, "secret", "place");
  expect(sealer.open(sealed, "place")).toBeUndefined();
  keyring.add([fresh]);
  clock.advance(5_000);
  expect(sealer.open(sealed, "place")).toBe("secret");
  expect(sealer.isDue(sealer.seal("another", "place"))).toBe(false);
  expect(sealer.key.id).toBe(fresh.id);
});
