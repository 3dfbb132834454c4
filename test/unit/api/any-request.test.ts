import { readFileSync } from "node:fs";
import { Compile } from "typebox/compile";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { broken, fitting, HOSTILE, type JsonSchema } from "../../support/any-json.ts";
import { FAULT_CODES } from "../../../src/api/fault-codes.ts";
import { inlined } from "../../support/open-api.ts";
import { ADMIN, OPERATOR_TOKEN, TOKEN, startApi, type ApiServer } from "../../support/api-server.ts";

/** Another FUZZ_SEED asks for other things, FUZZ_RUNS for more of them. */
const SEED = Number(process.env["FUZZ_SEED"] ?? 20_261_122);
const RUNS_A_ROUTE = Number(process.env["FUZZ_RUNS"] ?? 5);
const PASSWORD = "a password of a colleague";
/** What answers for ever. */
const STREAMS = new Set(["GET /api/v1/events"]);
/** Log-ins are counted, for all tests of a PBX. */
const COUNTED = new Set(["POST /api/v1/sessions"]);
/** The PINs of conferences are shown to the users who invite people. */
const TOLD_TO_GUESTS = /^\/api\/v1\/conferences/;
/** They answer with a state of the whole, not of a request. */
const FOR_MACHINES = new Set(["GET /healthz", "GET /readyz", "GET /metrics"]);

interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly name: string;
  readonly body: JsonSchema | undefined;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: JsonSchema }[];
  readonly responses: Readonly<Record<string, { readonly content?: Record<string, { readonly schema?: JsonSchema }> }>>;
}

const CODES = new Set([...readFileSync("README.md", "utf8").matchAll(/`(SW_[A-Z_]+)`/g)].map(([, code]) => code));

let pbx: ApiServer;
let routes: readonly Route[];
let known: readonly string[];
let people: Readonly<Record<"administrator" | "user" | "stranger", Record<string, string>>>;
beforeAll(async () => {
  pbx = await startApi();
  await pbx.api.ready();
  routes = documented();
  const carol = { name: "Carol", email: "carol@example.com", extension: "2090", password: PASSWORD };
  await made("/users", carol); // she asks; what is asked about is others'
  const user = await made("/users", { name: "Dave", email: "dave@example.com", extension: "2091" });
  // One after the other: a change that waits for others for too long is refused with 503.
  const others = [
    await made(`/users/${user}/devices`, { label: "Desk", kind: "ip-phone" }),
    await made("/ring-groups", { name: "Sales", extension: "2100", members: [user] }),
    await made("/conferences", { name: "Monday", extension: "2200" }),
    await made("/receptionists", { name: "Welcome", extension: "2300" }),
    await made("/trunks", { name: "Provider", host: "192.0.2.9", trustedAddresses: ["192.0.2.9"] }),
  ];
  known = [user, ...others, "+33170000001", "2091"];
  const { headers } = await pbx.ask("POST", "/sessions", { email: "carol@example.com", password: PASSWORD }, {});
  people = {
    administrator: { authorization: `Bearer ${TOKEN}` },
    user: { cookie: String(headers["set-cookie"]).split(";")[0] ?? "" },
    stranger: {},
  };
}, 30_000);
afterAll(() => pbx[Symbol.asyncDispose]());

async function made(url: string, body: unknown): Promise<string> {
  const answer = await pbx.ask("POST", url, body);
  expect([url, answer.status, answer.body.code]).toEqual([url, 201, undefined]);
  return (answer.body as { id: string }).id;
}

function documented(): Route[] {
  const { paths } = inlined<{ paths: Record<string, Record<string, RawOperation>> }>(pbx.api.swagger());
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => ["get", "post", "patch", "delete"].includes(method))
      .map(([method, { requestBody, parameters = [], responses }]) => ({
        ...{ path, parameters, responses, method: method.toUpperCase() as Route["method"] },
        name: `${method.toUpperCase()} ${path}`,
        body: requestBody?.content["application/json"]?.schema,
      })),
  );
  const isRemoval = ({ method }: Route): number => Number(method === "DELETE");
  return all.toSorted((one, other) => isRemoval(one) - isRemoval(other)); // others need what is there
}

interface RawOperation {
  readonly requestBody?: { readonly content: Record<string, { readonly schema: JsonSchema }> };
  readonly parameters?: Route["parameters"];
  readonly responses: Route["responses"];
}

interface Asked {
  readonly url: string;
  readonly body: string | undefined;
  readonly who: keyof typeof people;
  readonly headers: Record<string, string>;
}

/** A request of this route, right or wrong in any of its parts. */
function anyRequest(route: Route): fc.Arbitrary<Asked> {
  const hostileText = fc.constantFrom(
    ...HOSTILE.map((each) => (typeof each === "string" ? each : JSON.stringify(each))),
    "0123456789abcdef0123",
    "💥",
  );
  const part = (schema: JsonSchema): fc.Arbitrary<string> =>
    fc.oneof({ weight: 4, arbitrary: fitting(schema, known).map(String) }, { weight: 1, arbitrary: hostileText });
  const inPath = route.parameters.filter((each) => each.in === "path");
  const inQuery = route.parameters.filter((each) => each.in === "query");
  const record = (of: Route["parameters"], required: boolean): fc.Arbitrary<Record<string, string>> =>
    fc
      .record(
        Object.fromEntries(of.map(({ name, schema }) => [name, part(schema)])),
        required ? {} : { requiredKeys: [] },
      )
      .map((made) => made as Record<string, string>);
  const body = route.body === undefined ? undefined : fitting(route.body, known);
  const bodies =
    body === undefined
      ? fc.constantFrom(undefined, undefined, "{}", '{"x":1}')
      : fc.oneof(
          { weight: 4, arbitrary: body.map((value) => JSON.stringify(value)) },
          { weight: 4, arbitrary: broken(body).map((value) => JSON.stringify(value)) },
          { weight: 1, arbitrary: fc.constantFrom("", "{", "nul", "[1", '{"a":1,"a":2}', '{"__proto__":{"x":1}}') },
        );
  return fc
    .record({
      path: record(inPath, true),
      query: fc.tuple(record(inQuery, false), fc.constantFrom({}, {}, {}, { surprise: "1" })),
      body: bodies,
      who: fc.constantFrom("administrator" as const, "administrator" as const, "user" as const, "stranger" as const),
      headers: fc.constantFrom({}, {}, { "if-match": '"1"' }, { "if-match": "nonsense" }, { range: "bytes=9-1" }),
    })
    .map(({ path, query, body: sent, who, headers }) => {
      const filled = route.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => encoded(path[name] ?? ""));
      const asked = Object.entries({ ...query[0], ...query[1] }).map(([name, value]) => `${name}=${encoded(value)}`);
      return { url: asked.length === 0 ? filled : `${filled}?${asked.join("&")}`, body: sent, who, headers };
    });
}

function encoded(text: string): string {
  return encodeURIComponent(Buffer.from(text.slice(0, 3_000)).toString("utf8"));
}

async function send(route: Route, { url, body, who, headers }: Asked) {
  const typed: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
  const reply = await pbx.api.inject({
    ...{ method: route.method, url, headers: { ...people[who], ...typed, ...headers } },
    ...(body === undefined ? {} : { payload: body }),
  });
  return { status: reply.statusCode, type: String(reply.headers["content-type"] ?? ""), text: reply.payload };
}

/** What is wrong with this answer; undefined: nothing. */
function wrongWith(route: Route, { status, type, text }: Awaited<ReturnType<typeof send>>): string | undefined {
  if ([...secrets].some((secret) => text.includes(secret))) return "a secret";
  if (status >= 500) return "our fault";
  if (status >= 400) return wrongProblem(status, type, text);
  const documentedAs = route.responses[String(status)];
  if (documentedAs === undefined) return `${status} is not documented`;
  const schema = documentedAs.content?.["application/json"]?.schema;
  if (schema === undefined || schema.type === "null") return undefined;
  const validator = validators.get(schema) ?? Compile(schema as never);
  validators.set(schema, validator);
  const value: unknown = JSON.parse(text);
  return validator.Check(value)
    ? undefined
    : `not as documented: ${JSON.stringify(validator.Errors(value).slice(0, 3))}`;
}
const validators = new Map<JsonSchema, ReturnType<typeof Compile>>();
/** What no answer and no line of the log may contain, whatever the role of the one who asks. */
const secrets = new Set([ADMIN.password, PASSWORD, TOKEN, OPERATOR_TOKEN, "$argon2"]);

/** What this document tells in confidence: it is shown once, to the client that gets or sends it. */
function confidentialIn(value: unknown, name = ""): string[] {
  if (typeof value === "string") {
    const isTelling = value.length > 7 && /\d/.test(value) && !HOSTILE.includes(value); // others may stand anywhere
    return isTelling && /^(?:password|secret|token|pin)$/i.test(name) ? [value] : [];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => confidentialIn(each, key));
}

function remember(text: string): void {
  try {
    for (const secret of confidentialIn(JSON.parse(text))) secrets.add(secret);
  } catch {
    // no document
  }
}

function wrongProblem(status: number, type: string, text: string): string | undefined {
  if (!type.startsWith("application/problem+json")) return `no problem document: ${type}`;
  const problem = JSON.parse(text) as { status: number; code: string; detail: string; errors?: ErrorsOfFields };
  if (problem.status !== status) return "another status inside";
  if (!CODES.has(problem.code)) return `${problem.code} is not in the README`;
  for (const { code, params = {} } of problem.errors ?? []) {
    const names = (FAULT_CODES as Readonly<Record<string, readonly string[]>>)[code];
    if (names === undefined) return `${code} is none of the listed codes`;
    const strange = Object.keys(params).filter((name) => !names.includes(name));
    if (strange.length > 0) return `${code} is not listed with ${strange.join(", ")}`;
  }
  if (/schema is false/i.test(text)) return "words for no reader";
  if (status === 422 && (problem.errors ?? []).length === 0) return "no field is named";
  if ((problem.errors ?? []).some(({ field, detail }) => field === "" && detail === "")) return "an empty fault";
  return undefined;
}
type ErrorsOfFields = readonly {
  readonly field: string;
  readonly detail: string;
  readonly code: string;
  readonly params?: object;
}[];

describe(`any request (seed ${SEED})`, () => {
  it("is answered as documented, or with a problem of a known code; never with a fault, or a secret", async () => {
    const counts = new Map<number, number>();
    const faults: string[] = [];
    for (const route of routes.filter(
      ({ name }) => !STREAMS.has(name) && !COUNTED.has(name) && !FOR_MACHINES.has(name),
    ))
      for (const asked of fc.sample(anyRequest(route), { numRuns: RUNS_A_ROUTE, seed: SEED })) {
        if (!TOLD_TO_GUESTS.test(route.path)) remember(asked.body ?? "");
        const answer = await send(route, asked);
        counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1);
        const wrong = wrongWith(route, answer);
        if (route.method === "POST" && answer.status === 201) remember(answer.text);
        if (wrong !== undefined)
          faults.push(
            `${wrong}: ${asked.who} ${route.method} ${asked.url} ${asked.body ?? ""} → ${answer.status} ${answer.text}`.slice(
              0,
              1_500,
            ),
          );
      }
    expect(faults).toEqual([]);
    expect([...counts.keys()]).toEqual(expect.arrayContaining([200, 401, 404, 422]));
    const log = pbx.log();
    for (const secret of secrets) expect(log).not.toContain(secret);
    expect(log).not.toContain("api.failed");
  });

  it("with an unknown field is told which", async () => {
    const silent: string[] = [];
    for (const route of routes.filter(({ body, name }) => body?.type === "object" && !COUNTED.has(name))) {
      const [body] = fc.sample(fitting(route.body ?? {}, known), { numRuns: 1, seed: SEED });
      const url = route.path.replaceAll(/\{[^}]+\}/g, (name) =>
        name === "{number}" ? "%2B33170000001" : (known[0] ?? ""),
      );
      const text = JSON.stringify({ ...(body as object), surprise: 1 });
      const answer = await send(route, { url, body: text, who: "administrator", headers: {} });
      if (answer.status === 404 || answer.status === 401) continue;
      const { errors = [] } = JSON.parse(answer.text) as { errors?: ErrorsOfFields };
      if (!errors.some(({ field, detail }) => field === "/surprise" && detail === "is not known here"))
        silent.push(`${route.name}: ${answer.status} ${answer.text}`);
    }
    expect(silent).toEqual([]);
  });

  it("that can't even be read is answered in the same words", async () => {
    const json = { "content-type": "application/json" };
    const requests = [
      { url: "/api/v1/users/%zz", headers: {} },
      { url: `/api/v1/users/${"x".repeat(201)}`, headers: {} },
      { method: "POST", url: "/api/v1/users", headers: { "content-type": "text/html" }, payload: "name" },
      { method: "POST", url: "/api/v1/users", headers: json, payload: '{"name":' },
      { method: "POST", url: "/api/v1/users", headers: json, payload: `["${"x".repeat(300_000)}"]` },
      { method: "POST", url: "/api/v1/nonsense", headers: json, payload: "{}" },
    ] as const;
    const statuses: number[] = [];
    for (const { headers, ...request } of requests) {
      const reply = await pbx.api.inject({ ...request, headers: { ...people.administrator, ...headers } });
      expect(wrongProblem(reply.statusCode, String(reply.headers["content-type"]), reply.payload)).toBeUndefined();
      statuses.push(reply.statusCode);
    }
    expect(statuses).toEqual([400, 414, 415, 400, 413, 404]);
  });
});
