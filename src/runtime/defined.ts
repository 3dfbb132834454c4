/** What is left of `Fields` without the properties that are undefined: those that may be, are optional. */
export type Defined<Fields extends object> = {
  [Key in keyof Fields as undefined extends Fields[Key] ? never : Key]: Fields[Key];
} & {
  [Key in keyof Fields as undefined extends Fields[Key] ? Key : never]?: Exclude<Fields[Key], undefined>;
};

/**
 * The same object without the properties that are undefined: under exactOptionalPropertyTypes an optional
 * property may be absent but not undefined. Example: `{ kind: "ring", ...defined({ prompt }) }`.
 */
export function defined<Fields extends object>(fields: Fields): Defined<Fields> {
  const present: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) {
    const value = (fields as Record<string, unknown>)[name];
    if (value !== undefined) present[name] = value;
  }
  return present as Defined<Fields>;
}
