import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { Compile } from "typebox/compile";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi, type ApiServer } from "../../support/api-server.ts";
import { inlined } from "../../support/open-api.ts";
import { tempFolder } from "../../support/temp-folder.ts";

/** Without telemetry, and without asking for a newer version. */
const OFFLINE = {
  REDOCLY_TELEMETRY: "off",
  REDOCLY_SUPPRESS_UPDATE_NOTICE: "true",
  NODE_ENV: "production",
  CI: "true",
};

type Schema = Readonly<Record<string, unknown>>;
interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Answer>>;
}
interface Answer {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, Media>>;
}
interface Media {
  readonly schema: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}
interface Document {
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

let pbx: ApiServer;
let document: Document;
let operations: readonly (readonly [name: string, operation: Operation])[];

beforeAll(async () => {
  pbx = await startApi();
  document = (await pbx.ask("GET", "/api/docs/json", undefined, {})).body;
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, operation] as const),
  );
});
afterAll(() => pbx[Symbol.asyncDispose]());

/** The names of the operations that are not as they should be. */
function wrong(isRight: (operation: Operation) => boolean): string[] {
  return operations.filter(([, operation]) => !isRight(operation)).map(([name]) => name);
}

/** What is wrong with the example of a body or an answer; audio has none. */
function exampleFaults(media: Media): string[] {
  const { schema, example, examples = {} } = inlined(document, media);
  const [shown = example] = Object.values(examples).map(({ value }) => value);
  if (schema["format"] === "binary") return shown === undefined || typeof shown === "string" ? [] : ["is no text"];
  if (shown === undefined) return ["there is none"];
  const validator = Compile(schema as never);
  return validator.Check(shown)
    ? []
    : validator.Errors(shown).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function schemasOf(of: Pick<Answer, "content"> | undefined): readonly Schema[] {
  return Object.entries(of?.content ?? {})
    .filter(([type]) => type === "application/json")
    .map(([, { schema }]) => schema);
}

describe("the document of the API", () => {
  it("names each operation once, for the functions of clients", () => {
    expect(wrong(({ operationId = "" }) => /^[a-z][A-Za-z]+$/.test(operationId))).toEqual([]);
    const names = operations.map(([, { operationId }]) => operationId);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it("says of each operation what it does, in a chapter that is described", () => {
    const chapters = document.tags.map(({ name }) => name);
    expect(wrong(({ summary = "" }) => summary.length > 5)).toEqual([]);
    expect(wrong(({ tags = [] }) => tags.length === 1 && chapters.includes(tags[0] ?? ""))).toEqual([]);
    const used = new Set(operations.flatMap(([, { tags = [] }]) => tags));
    expect(chapters.filter((name) => !used.has(name))).toEqual([]);
  });

  it("has a name for what each operation takes and answers: a `title` such as RingGroup in the schema", () => {
    const isNamed = (schema: Schema): boolean => typeof schema["$ref"] === "string";
    expect(wrong(({ responses }) => Object.values(responses).flatMap(schemasOf).every(isNamed))).toEqual([]);
    expect(wrong(({ requestBody }) => schemasOf(requestBody).every(isNamed))).toEqual([]);
  });

  it("has one answer for all failures", () => {
    const problem = "#/components/responses/Problem";
    expect(wrong(({ responses }) => responses["default"]?.$ref === problem)).toEqual([]);
    const isFailure = (status: string): boolean => /^4/.test(status);
    expect(
      wrong(({ responses }) =>
        Object.entries(responses).every(([status, { $ref }]) => !isFailure(status) || $ref === problem),
      ),
    ).toEqual([]);
  });

  it("says what each operation answers where all goes well", () => {
    expect(wrong(({ responses }) => Object.keys(responses).some((status) => /^2/.test(status)))).toEqual([]);
  });

  it("has an example of each body that an operation takes, and of each answer where all goes well, and they are right", () => {
    const faults = operations.flatMap(([name, { requestBody, responses }]) => {
      const answers = Object.entries(responses).filter(([status]) => status.startsWith("2"));
      const contents = [requestBody?.content ?? {}, ...answers.map(([, { content = {} }]) => content)];
      return contents.flatMap((content) =>
        Object.entries(content).flatMap(([type, media]) =>
          exampleFaults(media).map((fault) => `${name}, ${type}: ${fault}`),
        ),
      );
    });
    expect(faults).toEqual([]);
  });

  it("is without a fault or a warning of Redocly's rules for OpenAPI 3.1", async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, "openapi.json");
    await writeFile(file, JSON.stringify(document));
    const command = ["node_modules/@redocly/cli/bin/cli.js", "lint", file, "--extends=recommended", "--format=json"];
    const lint = promisify(execFile)(process.execPath, command, { env: { ...process.env, ...OFFLINE } });
    const { stdout } = await lint.catch((failure: unknown) => failure as { stdout: string });
    const { problems } = JSON.parse(stdout) as { problems: { message: string; location: { pointer?: string }[] }[] };
    expect(problems.map(({ message, location }) => `${location[0]?.pointer ?? ""}: ${message}`)).toEqual([]);
  });
});
