/** What a template may name: a text, a number, whether something is so, a list to repeat a part for. */
export type TemplateValue = string | number | boolean | undefined | readonly TemplateValues[];
export interface TemplateValues {
  readonly [name: string]: TemplateValue;
}

type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "value"; readonly name: string }
  | { readonly kind: "section"; readonly name: string; readonly inverted: boolean; readonly parts: readonly Part[] };

/** A file for phones with places to fill. */
export type Template = readonly Part[];

/** What is wrong with a template, or with what it is filled with. */
export class TemplateFault extends Error {}

/** A tag of a section that stands alone on its line takes the line away with it. */
const ALONE = /^[ \t]*(\{\{[#^/][a-zA-Z]\w*\}\})[ \t]*\r?\n/gm;
const TAG = /\{\{([#^/]?)([a-zA-Z]\w*)\}\}/g;

/**
 * `{{name}}` is a value; `{{#name}}…{{/name}}` is there once for each item of a list, or once where the value is there and true;
 * `{{^name}}…{{/name}}` is there where that one is not.
 *
 * @throws TemplateFault
 */
export function parseTemplate(text: string): Template {
  const source = text.replaceAll(ALONE, "$1");
  const root: Part[] = [];
  const open: { readonly name: string; readonly inverted: boolean; readonly parts: Part[] }[] = [];
  const add = (part: Part): void => void (open.at(-1)?.parts ?? root).push(part);
  let at = 0;
  for (const { 0: tag, 1: sign = "", 2: name = "", index } of source.matchAll(TAG)) {
    if (index > at) add({ kind: "text", text: source.slice(at, index) });
    at = index + tag.length;
    if (sign === "") add({ kind: "value", name });
    else if (sign !== "/") open.push({ name, inverted: sign === "^", parts: [] });
    else {
      const section = open.pop();
      if (section?.name !== name) throw new TemplateFault(`closes ${name}, which isn't open`);
      add({ kind: "section", ...section });
    }
  }
  if (at < source.length) add({ kind: "text", text: source.slice(at) });
  const [unclosed] = open;
  if (unclosed !== undefined) throw new TemplateFault(`never closes ${unclosed.name}`);
  return root;
}

/**
 * Fills a template. Pure.
 *
 * @param write  how a value is written in this kind of file, so that it stays a value whatever it holds
 * @throws TemplateFault at a name that there is no value of
 */
export function fillTemplate(template: Template, values: TemplateValues, write: (value: string) => string): string {
  return fillParts(template, [values], write);
}

/** @param scopes  the innermost section's values first */
function fillParts(parts: Template, scopes: readonly TemplateValues[], write: (value: string) => string): string {
  return parts
    .map((part) => {
      if (part.kind === "text") return part.text;
      const value = valueOf(part.name, scopes);
      if (part.kind === "value") return printValue(part.name, value, write);
      const items = itemsOf(value);
      if (part.inverted) return items.length === 0 ? fillParts(part.parts, scopes, write) : "";
      return items.map((item) => fillParts(part.parts, [item, ...scopes], write)).join("");
    })
    .join("");
}

function valueOf(name: string, scopes: readonly TemplateValues[]): TemplateValue {
  const scope = scopes.find((each) => Object.hasOwn(each, name));
  if (scope === undefined) throw new TemplateFault(`names ${name}, which there is no value of`);
  return scope[name];
}

function printValue(name: string, value: TemplateValue, write: (value: string) => string): string {
  if (typeof value === "object") throw new TemplateFault(`prints the list ${name}`);
  return value === undefined ? "" : write(String(value));
}

function itemsOf(value: TemplateValue): readonly TemplateValues[] {
  if (typeof value === "object") return value;
  return value === undefined || value === false || value === "" ? [] : [{}];
}
