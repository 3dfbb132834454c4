import type { Clock } from "../runtime/clock.ts";
import { SecretsKeyMissing } from "./errors.ts";
import type { Keyring } from "./key-file.ts";
import { keyIdIn, makeSecretsKey, openText, sealText, type SecretsKey } from "./sealed-text.ts";

export interface SealerOptions {
  readonly keyring: Keyring;
  /** The id of the key that is in use, as all processes on one Redis know it. */
  readonly inUse: string;
  readonly clock: Clock;
}

/** A record with its secrets, and those sealed texts, by field, that could not be opened. */
export interface OpenedFields {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly unopened: Readonly<Record<string, string>>;
}

/** A text with a key that isn't known may be sealed with one that was added meanwhile: the file is read again, but not for each. */
const READ_AGAIN_AFTER_MS = 5_000;

/** Seals secrets before they are stored, and opens those that are read. Text in clear, of older versions, is read as it is. */
export class Sealer {
  readonly #options: SealerOptions;
  #keys: ReadonlyMap<string, SecretsKey>;
  #inUse: string;
  #readAtMs: number;

  constructor(options: SealerOptions) {
    this.#options = options;
    this.#inUse = options.inUse;
    this.#keys = byId(options.keyring.read());
    this.#readAtMs = options.clock.nowMs();
  }

  /** The id of the key that secrets are sealed with, and where its file is. */
  get key(): { readonly id: string; readonly isThere: boolean; readonly file: string } {
    const { name } = this.#options.keyring;
    return { id: this.#inUse, isThere: this.#keys.has(this.#inUse), file: name };
  }

  /** @param place  where it is kept: it opens nowhere else  @throws SecretsKeyMissing */
  seal(text: string, place: string): string {
    const key = this.#keys.get(this.#inUse);
    if (key === undefined) throw new SecretsKeyMissing(this.#inUse, this.#options.keyring.name);
    return sealText(key, text, place);
  }

  /** Undefined: its key isn't there, or it was put elsewhere. */
  open(stored: string, place: string): string | undefined {
    const id = keyIdIn(stored);
    if (id === undefined) return stored;
    if (!this.#keys.has(id)) this.#readAgain(id);
    const key = this.#keys.get(id);
    return key === undefined ? undefined : openText(key, stored, place);
  }

  /** Whether it is in clear, or sealed with a key of before. */
  isDue(stored: string): boolean {
    return keyIdIn(stored) !== this.#inUse;
  }

  /** The record with these fields sealed, where they are texts. */
  sealFields(record: object, names: readonly string[], place: PlaceOfRecord): object {
    const own = record as Readonly<Record<string, unknown>>;
    const sealed = names.flatMap((name) => {
      const text = own[name];
      return typeof text === "string" ? [[name, this.seal(text, placeOf(place.key, place.field, name))] as const] : [];
    });
    return sealed.length === 0 ? record : { ...own, ...Object.fromEntries(sealed) };
  }

  openFields(record: object, names: readonly string[], place: PlaceOfRecord): OpenedFields {
    const fields: Record<string, unknown> = { ...record };
    const unopened: Record<string, string> = {};
    for (const name of names) {
      const stored = fields[name];
      if (typeof stored !== "string") continue;
      const text = this.open(stored, placeOf(place.key, place.field, name));
      if (text === undefined) unopened[name] = stored;
      else fields[name] = text;
    }
    return { fields, unopened };
  }

  /** Puts a new key before the others, and seals with it from now on. @throws SecretsKeyUnwritable */
  addKey(): SecretsKey {
    const key = makeSecretsKey();
    this.#options.keyring.add([key]);
    this.#keys = byId(this.#options.keyring.read());
    this.#inUse = key.id;
    return key;
  }

  /** Another process, or the command that makes a new key, has added one. */
  #readAgain(id: string): void {
    const { keyring, clock } = this.#options;
    if (clock.nowMs() - this.#readAtMs < READ_AGAIN_AFTER_MS) return;
    this.#readAtMs = clock.nowMs();
    const keys = keyring.read();
    this.#keys = byId(keys);
    if (keys[0]?.id === id) this.#inUse = id;
  }
}

/** Where a record is kept: the name of a hash in Redis, and its field there. */
export interface PlaceOfRecord {
  readonly key: string;
  readonly field: string;
}

/** Where a secret is kept: its key in Redis, the field of a hash, the name in a record. */
export function placeOf(key: string, field = "", name = ""): string {
  return JSON.stringify([key, field, name]);
}

function byId(keys: readonly SecretsKey[]): ReadonlyMap<string, SecretsKey> {
  return new Map(keys.map((key) => [key.id, key]));
}
