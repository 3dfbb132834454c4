import { Compile } from "typebox/compile";
import { FAULT_CODES } from "../../../../src/api/fault-codes.ts";
import type { Answered, Operation } from "./operations.ts";

type Documented = Operation["responses"][string];

/** What of a good answer isn't as the document says; empty: nothing. */
export function faultsOf({ responses }: Operation, answered: Answered, wanted?: number): string[] {
  const { status, text } = answered;
  const documented = responses[String(status)];
  if (documented === undefined || status >= 300 || (wanted !== undefined && status !== wanted))
    return [`answered ${status} ${text.slice(0, 400)}`];
  return [...headerFaults(documented, answered), ...contentFaults(documented, answered)];
}

/** The same of its body alone. */
export function bodyFaults({ responses }: Operation, answered: Answered): string[] {
  const documented = responses[String(answered.status)];
  return documented === undefined ? [`${answered.status} isn't documented`] : contentFaults(documented, answered);
}

function headerFaults({ headers: documented = {} }: Documented, { headers }: Answered): string[] {
  const lacking = Object.entries(documented).flatMap(([name, { schema }]) => {
    const value = headers[name.toLowerCase()];
    if (value === undefined) return [`has no ${name}`];
    return schema.type === "integer" && !/^\d+$/.test(value) ? [`${name} is ${value}`] : [];
  });
  const silent = ["etag", "location"].filter(
    (name) => headers[name] !== undefined && !Object.keys(documented).some((each) => each.toLowerCase() === name),
  );
  return [...lacking, ...silent.map((name) => `${name} isn't documented`)];
}

function contentFaults({ content = {} }: Documented, { headers, text }: Answered): string[] {
  const type = (headers["content-type"] ?? "").split(";")[0] ?? "";
  if (type === "text/event-stream") return type in content ? [] : ["isn't documented as a stream"];
  const media = content[type];
  const types = Object.keys(content).filter((each) => !each.includes("dry-run"));
  if (media === undefined) return types.length === 0 && text === "" ? [] : [`is "${type}", not ${types.join(", ")}`];
  if (!type.endsWith("json")) return text === "" ? ["is empty"] : [];
  const validator = Compile(media.schema as never);
  const value: unknown = JSON.parse(text);
  return validator.Check(value)
    ? []
    : validator.Errors(value).map(({ instancePath, message }) => `${instancePath} ${message}: ${text.slice(0, 300)}`);
}

interface Problem {
  readonly code?: string;
  readonly status?: number;
  readonly errors?: readonly { readonly field: string; readonly code: string; readonly detail: string }[];
}

export function codeOf({ text }: Answered): string | undefined {
  return text.startsWith("{") ? (JSON.parse(text) as Problem).code : undefined;
}

/** Patterns of regular expressions, and words of JSON Schema that mean nothing to people. */
const NO_WORDS_FOR_PEOPLE = /\\[dpsw]|\^\[|\(\?|\$\/|must be equal to constant|anyOf|oneOf|schema|pattern/i;

/** What is wrong with the refusal of a body that isn't right; undefined: nothing. */
export function wrongRefusal({ status, headers, text }: Answered): string | undefined {
  if (status !== 422) return `answered ${status}`;
  if (headers["content-type"]?.startsWith("application/problem+json") !== true) return "no problem document";
  const { errors = [], ...problem } = JSON.parse(text) as Problem;
  if (problem.status !== 422 || problem.code !== "SW_REQUEST_INVALID") return `is ${problem.code}`;
  if (errors.length === 0) return "names no field";
  for (const { code, field, detail } of errors) {
    if (!Object.hasOwn(FAULT_CODES, code)) return `${code} is none of the listed codes`;
    if (field !== "" && !field.startsWith("/")) return `"${field}" is no pointer`;
    if (detail.length < 5 || NO_WORDS_FOR_PEOPLE.test(detail)) return `says "${detail}"`;
  }
  return undefined;
}
