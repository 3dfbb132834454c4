import { exampleAnswer } from "./examples.ts";
import type { Schema, Schemas } from "./schema.ts";

function byName<Value>(named: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...named].sort(([one], [other]) => (one < other ? -1 : 1));
}

/** What has a name of its own in the document; other titles are words for people. */
const NAME = /^[A-Z][A-Za-z0-9]*$/;

/**
 * The named schemas of the document: a schema whose `title` is a name, such as "RingGroup", is written once, below
 * `components`, and referred to wherever it is used.
 */
export class Components {
  readonly #schemas = new Map<string, { readonly source: Schema; readonly written: object }>();
  readonly #examples = new Map<string, unknown>();

  /** The schema as the document has it: a reference, if it has a name. @throws Error where two have the same name */
  write(schema: Schema): object {
    const { title: name } = schema;
    if (name === undefined || !NAME.test(name)) return this.#plain(schema);
    const known = this.#schemas.get(name);
    if (known?.source !== schema) {
      const { title: _, ...written } = this.#plain(schema);
      if (known !== undefined && JSON.stringify(known.written) !== JSON.stringify(written))
        throw new Error(`two schemas of the API have the title ${name}, and differ`);
      this.#schemas.set(name, { source: schema, written });
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  /** What an answer by this schema may be, as the document refers to it. */
  exampleOfAnswer(schema: Schema): object {
    const { title: name } = schema;
    if (name === undefined || !NAME.test(name)) return { example: exampleAnswer(schema) };
    if (!this.#examples.has(name)) this.#examples.set(name, exampleAnswer(schema));
    return { examples: { [name]: { $ref: `#/components/examples/${name}` } } };
  }

  /** All that were written, by name. */
  schemas(): Readonly<Record<string, object>> {
    return Object.fromEntries(byName(this.#schemas).map(([name, { written }]) => [name, written]));
  }

  /** All that answers refer to, by the name of their schema. */
  examples(): Readonly<Record<string, object>> {
    return Object.fromEntries(byName(this.#examples).map(([name, value]) => [name, { value }]));
  }

  #plain({ anyOf, items, properties, patternProperties, ...rest }: Schema): Schema {
    return {
      ...rest,
      ...(anyOf !== undefined && { anyOf: anyOf.map((branch) => this.write(branch)) }),
      ...(items !== undefined && { items: this.write(items) }),
      ...(properties !== undefined && { properties: this.#each(properties) }),
      ...(patternProperties !== undefined && this.#map(patternProperties)),
    };
  }

  #each(schemas: Schemas): Readonly<Record<string, object>> {
    return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, this.write(schema)]));
  }

  /** What makers of clients understand of an object whose keys are data. */
  #map(patterns: Schemas): object {
    const written = this.#each(patterns);
    const [[pattern, values] = [], ...others] = Object.entries(written);
    if (pattern === undefined || others.length > 0) return { patternProperties: written };
    return { additionalProperties: values, ...(pattern !== "^.*$" && { propertyNames: { pattern } }) };
  }
}
