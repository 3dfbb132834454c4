/**
 * The outcome of parsing a text from the network: its value, or what is wrong with it.
 * Bad text is an ordinary event there, so parsers return this and never throw.
 */
export type Parsed<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: string };
