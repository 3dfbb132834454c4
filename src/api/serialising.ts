import fastJson, { type Schema } from "fast-json-stringify";
import type { FastifySerializerCompiler } from "fastify";

/**
 * Writes an answer by its schema: what the schema doesn't name is left out. A route's writer is made with its first
 * answer: making hundreds of them at the start would keep the process from its calls for a second or two.
 */
export const compileSerialiser: FastifySerializerCompiler<Schema> = ({ schema }) => {
  let write: ((data: unknown) => string) | undefined;
  return (data) => (write ??= fastJson(schema))(data);
};
