import { DRY_RUN_TYPE } from "../dry-run/dry-run.ts";
import { Problem, PROBLEM_CONTENT_TYPE } from "../problem.ts";
import { Components } from "./components.ts";
import { operationOf, RATE_LIMIT_HEADERS, type Route } from "./operation.ts";
import { TAGS } from "./tags.ts";

/** The document of the API (OpenAPI 3.1), made of what its routes say of themselves; paths in alphabetical order. */
export function documentOf(routes: readonly Route[]): object {
  const components = new Components();
  const problem = components.write(Problem);
  const paths: Record<string, Record<string, object>> = {};
  const sorted = routes.toSorted((one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0));
  for (const route of sorted) {
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    (paths[path] ??= {})[route.method.toLowerCase()] = operationOf(route, components);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Offhook",
      version: "1",
      description: "The live settings of the telephone system. A change is obeyed by the next call.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    security: [{ token: [] }, { session: [] }],
    tags: TAGS,
    paths,
    components: {
      schemas: components.schemas(),
      examples: components.examples(),
      ...SHARED,
      responses: { Problem: problemResponse(problem) },
    },
  };
}

const SHARED = {
  securitySchemes: {
    token: { type: "http", scheme: "bearer", description: "A token of POST /api/v1/tokens" },
    session: { type: "apiKey", in: "cookie", name: "offhook_session", description: "Set by POST /api/v1/sessions" },
  },
  parameters: {
    IfMatch: {
      ...{ name: "If-Match", in: "header", required: false },
      description:
        "The version that the change was made from, as its ETag: where another change came between, the answer is 409 SW_VERSION_CONFLICT. Without it, or with *, the change is made to what is there",
      schema: { type: "string", examples: ['"7"'] },
    },
    IdempotencyKey: {
      ...{ name: "Idempotency-Key", in: "header", required: false },
      description:
        "Made up by the program, for one request: sent again within 24 hours it isn't done again, and answered as the first time, with Idempotency-Replayed: true. With another body the answer is 422 SW_IDEMPOTENCY_KEY_REUSED, while the first is under way 409 SW_IDEMPOTENCY_IN_PROGRESS; what was refused may be sent again",
      schema: { type: "string", minLength: 1, maxLength: 200, examples: ["order-4711"] },
    },
    DryRun: {
      ...{ name: "dryRun", in: "query", required: false },
      description: `With true the request is checked as ever, and answered 200 with what it would do (${DRY_RUN_TYPE}); nothing is done, and nobody is told`,
      schema: { type: "boolean", default: false },
    },
  },
  headers: {
    ETag: { description: "The version, for If-Match", schema: { type: "string", examples: ['"7"'] } },
    Location: {
      description: "Where the new thing is",
      schema: { type: "string", examples: ["/api/v1/users/0123456789abcdef"] },
    },
    RateLimitLimit: {
      description:
        "Requests that one address may send in the present window (a minute, unless the operation says otherwise)",
      schema: { type: "integer", examples: [6_000] },
    },
    RateLimitRemaining: {
      description: "Requests that are left of it; at 0 the answer is 429",
      schema: { type: "integer", examples: [5_999] },
    },
    RateLimitReset: { description: "Seconds until the next window", schema: { type: "integer", examples: [60] } },
    RetryAfter: { description: "Seconds to wait, with 429 and 503", schema: { type: "integer" } },
  },
} as const;

/** One answer to every request that fails. */
function problemResponse(schema: object): object {
  return {
    description: "Refused, or failed; `code` and `errors` say why",
    headers: { "Retry-After": { $ref: "#/components/headers/RetryAfter" }, ...RATE_LIMIT_HEADERS },
    content: { [PROBLEM_CONTENT_TYPE.split(";")[0] ?? ""]: { schema } },
  };
}
