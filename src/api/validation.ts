import type { FastifySchemaCompiler } from "fastify";
import type { TSchema } from "typebox";
import { Compile, type Validator } from "typebox/compile";
import { Value } from "typebox/value";
import { RequestInvalid } from "./errors.ts";
import { withoutReadOnly } from "./read-only.ts";
import { faultsOf } from "./schema-faults.ts";

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
    if (validator.Check(value)) return { value: fromText ? value : withoutReadOnly(schema, value) };
    const faults = faultsOf(schema, value).map(({ field, ...said }) => ({
      field: fromText ? field.slice(1) : field,
      ...said,
    }));
    return { error: new RequestInvalid(faults) };
  };
};
