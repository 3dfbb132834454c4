import { closeSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { SecretsKeyUnwritable } from "./errors.ts";
import { KEY_BYTES, makeSecretsKey, secretsKey, type SecretsKey } from "./sealed-text.ts";

/** Where the keys of secrets are. */
export interface Keyring {
  /** As people know it: the file. */
  readonly name: string;
  /** The newest first; those behind it open what was sealed before. Empty: there are none. */
  read(this: void): readonly SecretsKey[];
  /** The first key of all, unless another process is faster: then that one's. @throws SecretsKeyUnwritable */
  makeFirst(this: void): SecretsKey;
  /** These before those that are there already. @throws SecretsKeyUnwritable */
  add(this: void, keys: readonly SecretsKey[]): void;
}

/** The owner alone may read it. */
const MODE = 0o600;
const HEAD = `# The keys of this system's secrets, one a line, the newest first. Without them trunk passwords, authenticator apps,
# webhooks' secrets and telephones' passwords in Redis can't be read. Keep a copy where you keep passwords.
`;

/** Keys in a file: base64, one a line; what else stands in it is left alone. */
export function keyFile(file: string): Keyring {
  return {
    name: file,
    read: () => keysIn(textOf(file)),
    makeFirst() {
      const key = makeSecretsKey();
      attempt(file, () => {
        const whole = written(file, HEAD + lineOf(key));
        try {
          linkSync(whole, file); // unlike a rename, never over one that is there
        } catch (failure) {
          if (codeOf(failure) !== "EEXIST") throw failure;
        } finally {
          rmSync(whole, { force: true });
        }
        settleFolder(file);
      });
      const [first] = keysIn(textOf(file));
      if (first === undefined) throw new SecretsKeyUnwritable(file, "holds no key: 32 bytes as base64 on a line");
      return first;
    },
    add(keys) {
      const before = textOf(file);
      const known = new Set(keysIn(before).map(({ id }) => id));
      const added = keys.filter(({ id }) => !known.has(id));
      if (added.length === 0) return;
      attempt(file, () => {
        const text = before === "" ? HEAD : before;
        renameSync(written(file, withFirst(text, added)), file);
        settleFolder(file);
      });
    },
  };
}

/** "" where there is no file, or none that may be read: the keys are not there then, and that is told. */
function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function keysIn(text: string): readonly SecretsKey[] {
  return text.split("\n").flatMap((line) => {
    const bytes = Buffer.from(line.trim(), "base64");
    return line.startsWith("#") || bytes.length !== KEY_BYTES ? [] : [secretsKey(bytes)];
  });
}

/** New lines stand before the first key, and behind the comment above it. */
function withFirst(text: string, added: readonly SecretsKey[]): string {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => keysIn(line).length > 0);
  const place = at < 0 ? lines.length - 1 : at;
  return [...lines.slice(0, place), ...added.map((key) => lineOf(key).trim()), ...lines.slice(place)].join("\n");
}

function lineOf({ bytes }: SecretsKey): string {
  return `${Buffer.from(bytes).toString("base64")}\n`;
}

/** A whole file beside it, on the disk. @returns its path */
function written(file: string, text: string): string {
  const path = `${file}.${process.pid}.new`;
  rmSync(path, { force: true });
  const opened = openSync(path, "wx", MODE);
  try {
    writeSync(opened, text);
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
  return path;
}

/** A power cut after this finds the file under its name. */
function settleFolder(file: string): void {
  const folder = openSync(dirname(file), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function attempt(file: string, work: () => void): void {
  try {
    work();
  } catch (failure) {
    throw new SecretsKeyUnwritable(file, `can't be written (${codeOf(failure) ?? "?"})`, { cause: failure });
  }
}

function codeOf(failure: unknown): string | undefined {
  return (failure as NodeJS.ErrnoException).code;
}
