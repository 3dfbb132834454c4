import type { FastifySerializerCompiler } from "fastify";
import { namedIn } from "./named-in.ts";

/** Writes an answer by its schema: what the schema doesn't name is left out. */
export const compileSerialiser: FastifySerializerCompiler<object> = ({ schema }) => {
  let named: ((answer: unknown) => unknown) | undefined;
  return (answer) => JSON.stringify((named ??= namedIn(schema))(answer));
};
