import openapiTS, { astToString, type OpenAPI3 } from "openapi-typescript";
import ts from "typescript";

const BLOB = ts.factory.createTypeReferenceNode("Blob");

/** The types that a program in TypeScript has of the API, by its document: the text of src/api-client/schema.d.ts. */
export async function typesOf(document: object): Promise<string> {
  const nodes = await openapiTS(document as OpenAPI3, {
    alphabetize: false,
    defaultNonNullable: false,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    // Files are bytes.
    transform: ({ format }) => (format === "binary" ? BLOB : undefined),
  });
  return `// Made by npm run client, of the API's document: not by hand.\n${astToString(nodes)}`;
}
