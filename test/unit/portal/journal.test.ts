import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { wordOfField } from "../../../src/portal/pages/journal/field-words.ts";
import { KINDS } from "../../../src/settings/kinds/kinds.ts";

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
}

/** Of every record, and never told: which one it is, and when it was changed. */
const UNTOLD = ["id", "tenantId", "version"];

/** Of a keypad: they are told as they are. */
const KEYS = /^[\d*#]$/;

/** The fields of a record down to what is one value, as JSON pointers: "/voicemail/enabled". */
function fieldsOf({ properties, anyOf = [] }: Schema, above = ""): readonly string[] {
  const inner = anyOf.flatMap((one) => (one.properties === undefined ? [] : fieldsOf(one, above)));
  if (properties === undefined) return inner.length > 0 ? inner : [above];
  return Object.entries(properties)
    .filter(([name]) => above !== "" || !UNTOLD.includes(name))
    .flatMap(([name, schema]) => fieldsOf(schema, `${above}/${name}`));
}

describe("the journal of the portal", () => {
  it.each(["en", "fr"])("has a word for every field of every setting: %s", (language) => {
    const file = join(import.meta.dirname, `../../../src/portal/i18n/${language}/journal.json`);
    const { fields } = JSON.parse(readFileSync(file, "utf8")) as { readonly fields: Readonly<Record<string, string>> };
    const missing = KINDS.flatMap(({ name, schemas }) =>
      fieldsOf(schemas.record as Schema)
        .filter((field) => {
          const { word, rest } = wordOfField(field, (known) => fields[known] !== undefined);
          return word === undefined || !rest.every((part) => KEYS.test(part));
        })
        .map((field) => `${name}: ${field}`),
    );
    expect(missing).toEqual([]);
  });
});
