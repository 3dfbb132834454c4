import type { FastifySchemaCompiler } from "fastify";
import type { TSchema } from "typebox";
import { Compile, type Validator } from "typebox/compile";
import { Value } from "typebox/value";
import { RequestInvalid } from "./errors.ts";
import type { Fault } from "./problem.ts";

/** More would not be read; the first ones are the nearest to the cause. */
const MAX_FAULTS = 20;

/**
 * Checks every part of a request against its schema. Texts of the URL become the numbers and booleans that the schema asks
 * for; a body is taken as it is: "25" is no number there.
 */
export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  // With the first request of the route: hundreds at the start would keep the process from its calls.
  let compiled: Validator | undefined;
  const fromText = httpPart !== "body";
  return (data: unknown) => {
    const validator = (compiled ??= Compile(schema));
    const value = fromText ? Value.Convert(schema, data) : data;
    if (validator.Check(value)) return { value };
    return { error: new RequestInvalid(faultsOf(validator.Errors(value), fromText)) };
  };
};

interface ValidationError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message: string;
  readonly params: object;
}

/** One fault a field, in words that say what would be right. */
function faultsOf(errors: Iterable<ValidationError>, fromText: boolean): readonly Fault[] {
  const byField = new Map<string, ValidationError[]>();
  for (const error of errors) {
    for (const path of pathsOf(error)) byField.set(path, [...(byField.get(path) ?? []), error]);
  }
  const paths = [...byField.keys()];
  const deepest = paths.filter((path) => !paths.some((other) => other.startsWith(`${path}/`)));
  return deepest.slice(0, MAX_FAULTS).map((path) => ({
    field: fromText ? path.slice(1) : path,
    detail: describe(byField.get(path) ?? []),
  }));
}

/** A missing or unknown property is a fault of that property, not of the object around it. */
function pathsOf({ keyword, instancePath, params }: ValidationError): readonly string[] {
  const named = (names: unknown): readonly string[] =>
    Array.isArray(names) ? names.map((name) => `${instancePath}/${String(name)}`) : [instancePath];
  if (keyword === "required" && "requiredProperties" in params) return named(params.requiredProperties);
  if (keyword === "additionalProperties" && "additionalProperties" in params) return named(params.additionalProperties);
  return [instancePath];
}

/** Said only where nothing else is: of one of several shapes, what another one says of it counts for more. */
const VAGUE = ["anyOf", "boolean"] as const;

function withoutVague(errors: readonly ValidationError[], vague: string): readonly ValidationError[] {
  const others = errors.filter(({ keyword }) => keyword !== vague);
  return others.length === 0 ? errors : others;
}

function describe(errors: readonly ValidationError[]): string {
  const allowed = errors.flatMap(({ keyword, params }) =>
    keyword === "const" && "allowedValue" in params ? [JSON.stringify(params.allowedValue)] : [],
  );
  if (allowed.length > 1) return `must be one of ${allowed.join(", ")}`;
  const telling = VAGUE.reduce<readonly ValidationError[]>(withoutVague, errors)[0];
  switch (telling?.keyword) {
    case undefined:
      return "is not valid";
    case "required":
      return "is missing";
    case "additionalProperties":
    case "boolean": // the schema of a property that mustn't be there is `false`
      return "is not known here";
    default:
      return telling?.message ?? "is not valid";
  }
}
