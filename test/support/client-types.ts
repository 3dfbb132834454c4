import openapiTS, { astToString, type OpenAPI3 } from "openapi-typescript";
import ts from "typescript";
import { DRY_RUN_ALONE } from "../../src/api/document/operation.ts";
import { DRY_RUN_TYPE } from "../../src/api/dry-run/dry-run.ts";

const BLOB = ts.factory.createTypeReferenceNode("Blob");

/** The answer of a dry run has a function of its own, `dryRunOf`: the others need not ask which of the two they have. */
function withoutDryRuns(document: object): object {
  const text = JSON.stringify(document, (_key, value: unknown) => {
    if (typeof value !== "object" || value === null || !(DRY_RUN_TYPE in value)) return value;
    const { [DRY_RUN_TYPE]: _, ...others } = value as Record<string, unknown>;
    return Object.keys(others).length === 0 ? undefined : others;
  });
  const withoutAnswers = JSON.parse(text, (key, value: unknown) => {
    const isOfDryRunAlone = key === "200" && hasDescription(value) && !("content" in value);
    return isOfDryRunAlone && value.description === DRY_RUN_ALONE ? undefined : value;
  }) as object;
  return withoutAnswers;
}

function hasDescription(value: unknown): value is { readonly description: unknown } {
  return typeof value === "object" && value !== null && "description" in value;
}

/** The types that a program in TypeScript has of the API, by its document: the text of src/api-client/schema.d.ts. */
export async function typesOf(document: object): Promise<string> {
  const nodes = await openapiTS(withoutDryRuns(document) as OpenAPI3, {
    alphabetize: false,
    defaultNonNullable: false,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    // Files are bytes.
    transform: ({ format }) => (format === "binary" ? BLOB : undefined),
  });
  return `// Made by npm run client, of the API's document: not by hand.\n${astToString(nodes)}`;
}
