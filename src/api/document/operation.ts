import { STATUS_CODES } from "node:http";
import type { FastifySchema, RouteOptions } from "fastify";
import { defined } from "../../runtime/defined.ts";
import { DRY_RUN_TYPE, DryRun } from "../dry-run/dry-run.ts";
import { WRITES } from "../dry-run/dry-run-hooks.ts";
import { Problem } from "../problem.ts";
import type { Components } from "./components.ts";
import type { Schema } from "./schema.ts";
import { exampleBody } from "./examples.ts";

/** What a route says of itself; `describe.ts` makes the document of all of them. */
export interface Described extends FastifySchema {
  readonly params?: Schema;
  readonly querystring?: Schema;
  readonly headers?: Schema;
  readonly body?: Schema;
  readonly response?: Readonly<Record<string, Answer>>;
  /** Of a body that isn't JSON. */
  readonly bodyExample?: string;
}

/** A schema, or what of other media types there is. */
type Answer = Schema & { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> };

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly schema: Described;
  readonly config: NonNullable<RouteOptions["config"]>;
}

const IF_MATCH = { $ref: "#/components/parameters/IfMatch" };
const IDEMPOTENCY_KEY = { $ref: "#/components/parameters/IdempotencyKey" };
const DRY_RUN = { $ref: "#/components/parameters/DryRun" };
const PROBLEM = { $ref: "#/components/responses/Problem" };
export const RATE_LIMIT_HEADERS = {
  "X-RateLimit-Limit": { $ref: "#/components/headers/RateLimitLimit" },
  "X-RateLimit-Remaining": { $ref: "#/components/headers/RateLimitRemaining" },
  "X-RateLimit-Reset": { $ref: "#/components/headers/RateLimitReset" },
};
const ETAG = { ETag: { $ref: "#/components/headers/ETag" } };
/** Bytes: an uploaded or a downloaded file. */
const BINARY = { type: "string", format: "binary" };

/** One operation of the document (OpenAPI 3.1 §4.8.10). */
export function operationOf(route: Route, components: Components): object {
  const { operationId, summary, description, tags, security } = route.schema;
  const parameters = parametersOf(route, components);
  const requestBody = bodyOf(route, components);
  return {
    ...{ operationId, summary },
    ...(description !== undefined && { description: description.replace(/\s+/g, " ") }),
    ...{ tags },
    ...(security !== undefined && { security }),
    ...(parameters.length > 0 && { parameters }),
    ...(requestBody !== undefined && { requestBody }),
    responses: responsesOf(route, components),
  };
}

function parametersOf({ method, schema, config }: Route, components: Components): readonly object[] {
  const placed = [
    ["path", schema.params],
    ["query", schema.querystring],
    ["header", schema.headers],
  ] as const;
  return [
    ...placed.flatMap(([place, group]) => {
      const { properties = {}, required = [] } = group ?? {};
      return Object.entries(properties).map(([name, property]) => {
        const { description, ...plain } = property;
        return {
          ...{ name, in: place, required: place === "path" || required.includes(name) },
          ...(description !== undefined && { description }),
          schema: components.write(plain),
        };
      });
    }),
    ...(config.takesIfMatch === true ? [IF_MATCH] : []),
    ...(WRITES.has(method) ? [DRY_RUN] : []),
    ...(method === "POST" && schema.security?.length !== 0 ? [IDEMPOTENCY_KEY] : []),
  ];
}

function bodyOf(
  { schema: { body, bodyExample: example, consumes = [] } }: Route,
  components: Components,
): object | undefined {
  if (consumes.length > 0)
    return {
      required: true,
      content: Object.fromEntries(consumes.map((type) => [type, defined({ schema: BINARY, example })])),
    };
  if (body === undefined) return undefined;
  return {
    required: true,
    content: { "application/json": { schema: components.write(body), example: exampleBody(body) } },
  };
}

function responsesOf(route: Route, components: Components): object {
  const { response = {}, produces = [], headers } = route.schema;
  const answers: Record<string, object> = Object.fromEntries(
    Object.entries(response).map(([status, schema]) => [
      status,
      schema === (Problem as Schema) ? PROBLEM : answerOf(route, status, components),
    ]),
  );
  if (WRITES.has(route.method)) answers["200"] = withDryRun(answers["200"], components);
  const content = Object.fromEntries(produces.map((type) => [type, { schema: BINARY }]));
  const takesRange = "range" in (headers?.properties ?? {});
  const files = {
    ...{ 200: { description: "The file", content, ...(takesRange && { headers: ETAG }) } },
    ...(takesRange && { 206: { description: "The part of the file that Range asks for", content, headers: ETAG } }),
  };
  const isFile = produces.length > 0 && !("200" in response);
  const refusals = Object.fromEntries(refusalsOf(route).map((status) => [status, PROBLEM]));
  // A status is a number to JavaScript, so that they come in their order.
  const all = { ...refusals, ...(isFile && files), ...answers, default: PROBLEM };
  return Object.fromEntries(Object.entries(all).map(([status, answer]) => [status, withRateLimit(answer)]));
}

interface Written {
  readonly description?: string;
  readonly $ref?: string;
  readonly headers?: object;
}

/** Every answer says how much its sender may still ask. */
function withRateLimit(answer: Written): object {
  return answer.$ref === undefined ? { ...answer, headers: { ...answer.headers, ...RATE_LIMIT_HEADERS } } : answer;
}

/** How a 200 is described that only a dry run gets. */
export const DRY_RUN_ALONE = "With dryRun=true: what it would do";

/** What the request answers where it is only tried, beside what it answers otherwise. */
function withDryRun(answer: { readonly content?: object } | undefined, components: Components): object {
  const schema = DryRun as Schema;
  const content = { [DRY_RUN_TYPE]: { schema: components.write(schema), ...components.exampleOfAnswer(schema) } };
  return { description: DRY_RUN_ALONE, ...answer, content: { ...answer?.content, ...content } };
}

/** How a request can fail that its route doesn't tell of. */
function refusalsOf({ method, path, schema }: Route): readonly number[] {
  const isOpen = schema.security?.length === 0;
  const isChecked = schema.body !== undefined || schema.querystring !== undefined || schema.headers !== undefined;
  const takesBody = schema.body !== undefined || schema.consumes !== undefined;
  return [
    ...(isOpen ? [] : [401, 403]),
    ...(path.includes(":") ? [404] : []),
    ...(WRITES.has(method) || takesBody ? [400] : []),
    ...(takesBody ? [413, 415] : []),
    ...(isChecked || path.includes(":") ? [422] : []),
    429,
    ...(WRITES.has(method) && !isOpen ? [503] : []),
  ];
}

function answerOf({ schema: { response = {} }, config }: Route, status: string, components: Components): object {
  const schema = response[status] ?? {};
  const { description = STATUS_CODES[status] ?? "OK" } = schema;
  if (schema.content !== undefined) {
    const contents = Object.entries(schema.content);
    const content = contents.map(([type, media]): readonly [string, object] => [
      type,
      {
        ...{ ...media, schema: components.write(media.schema) },
        ...(media.schema.format !== "binary" && components.exampleOfAnswer(media.schema)),
      },
    ]);
    return { description, content: Object.fromEntries(content) };
  }
  const headers = headersOf(status, schema, config);
  return {
    description,
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(schema.type !== "null" && {
      content: { "application/json": { schema: components.write(schema), ...components.exampleOfAnswer(schema) } },
    }),
  };
}

function headersOf(status: string, { properties = {} }: Schema, { tellsLocation }: Route["config"]): object {
  return {
    ...("version" in properties && ETAG),
    ...(status === "201" && tellsLocation === true && { Location: { $ref: "#/components/headers/Location" } }),
  };
}
