import { Compile } from "typebox/compile";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi, TOKEN, type ApiServer } from "../../support/api-server.ts";
import { inlined } from "../../support/open-api.ts";
import { smtpPeer, type SmtpPeer } from "../../support/smtp-peer.ts";
import { ACCESS } from "./every-operation/access.ts";
import { CALLS } from "./every-operation/calls.ts";
import { Office, type Request } from "./every-operation/office.ts";
import { PEOPLE } from "./every-operation/people.ts";
import { PROVIDERS } from "./every-operation/provider.ts";
import { SETTINGS } from "./every-operation/settings.ts";

/** How each operation is called; a new one is added here, or the first test fails. */
const ALL = { ...SETTINGS, ...PEOPLE, ...CALLS, ...ACCESS, ...PROVIDERS };
/** It needs a provider of log-ins and a browser that goes there: open-id.test.ts does that. */
const ELSEWHERE = new Set(["logInByOpenId"]);
/** Answers without an end, of which the head is looked at. */
const STREAMS = new Set(["streamEvents"]);

interface Answer {
  readonly headers?: Readonly<Record<string, { readonly schema: { readonly type?: string } }>>;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}
interface Operation {
  readonly id: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly responses: Readonly<Record<string, Answer>>;
}
interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

let smtp: SmtpPeer;
let pbx: ApiServer;
let office: Office;
let operations: readonly Operation[];
beforeAll(async () => {
  smtp = await smtpPeer();
  pbx = await startApi({ smtpUrl: smtp.url });
  office = new Office(pbx);
  const { body } = await pbx.ask("GET", "/api/docs/json");
  const { paths } = inlined<{ paths: Record<string, Record<string, Operation & { operationId: string }>> }>(body);
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, responses }]) => ({
      ...{ id: operationId, method: method.toUpperCase() as Operation["method"], path, responses },
    })),
  );
}, 30_000);
afterAll(async () => {
  await pbx[Symbol.asyncDispose]();
  await smtp[Symbol.asyncDispose]();
});

async function send({ id, method, path }: Operation, request: Request): Promise<Answered> {
  const named = path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(request.path?.[name] ?? ""));
  const url = request.query === undefined ? named : `${named}?${request.query}`;
  const type = request.file?.type ?? (request.body === undefined ? undefined : "application/json");
  const payload = request.file?.bytes ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
  const who = request.as ?? { authorization: `Bearer ${TOKEN}` };
  const headers = { ...who, ...(type !== undefined && { "content-type": type }) };
  if (STREAMS.has(id)) return headOf(url, headers);
  const reply = await pbx.api.inject({
    ...{ method, url, headers, remoteAddress: office.address() },
    ...(payload !== undefined && { payload }),
  });
  return { status: reply.statusCode, headers: asTexts(reply.headers), text: reply.payload };
}

function asTexts(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const told = Object.entries(headers).filter(([, value]) => typeof value === "string" || typeof value === "number");
  return Object.fromEntries(told.map(([name, value]) => [name, `${value as string | number}`]));
}

/** What begins an answer that never ends. */
async function headOf(url: string, headers: Readonly<Record<string, string>>): Promise<Answered> {
  if (!pbx.api.server.listening) await pbx.api.listen({ host: "127.0.0.1", port: 0 });
  const { port } = pbx.api.server.address() as { port: number };
  const listening = new AbortController();
  const reply = await fetch(`http://127.0.0.1:${port}${url}`, { headers, signal: listening.signal });
  listening.abort();
  return { status: reply.status, headers: Object.fromEntries(reply.headers), text: "" };
}

/** What of the answer isn't as the document says; empty: nothing. */
function faultsOf({ id, responses }: Operation, { status, headers, text }: Answered, wanted?: number): string[] {
  const answer = responses[String(status)];
  if (answer === undefined || status >= 300 || (wanted !== undefined && status !== wanted))
    return [`answered ${status} ${text.slice(0, 400)}`];
  return [...headerFaults(answer, headers), ...(STREAMS.has(id) ? [] : bodyFaults(answer, headers, text))];
}

function headerFaults({ headers: documented = {} }: Answer, headers: Answered["headers"]): string[] {
  const lacking = Object.entries(documented).flatMap(([name, { schema }]) => {
    const value = headers[name.toLowerCase()];
    if (value === undefined) return [`has no ${name}`];
    return schema.type === "integer" && !/^\d+$/.test(value) ? [`${name} is ${value}`] : [];
  });
  const silent = ["etag", "location"].filter(
    (name) => headers[name] !== undefined && !Object.keys(documented).some((each) => each.toLowerCase() === name),
  );
  return [...lacking, ...silent.map((name) => `${name} isn't documented`)];
}

function bodyFaults({ content = {} }: Answer, headers: Answered["headers"], text: string): string[] {
  const type = (headers["content-type"] ?? "").split(";")[0] ?? "";
  const media = content[type];
  const types = Object.keys(content).filter((each) => !each.includes("dry-run"));
  if (media === undefined) return types.length === 0 && text === "" ? [] : [`is "${type}", not ${types.join(", ")}`];
  if (type !== "application/json") return text === "" ? ["is empty"] : [];
  const validator = Compile(media.schema as never);
  const value: unknown = JSON.parse(text);
  return validator.Check(value)
    ? []
    : validator.Errors(value).map(({ instancePath, message }) => `${instancePath} ${message}: ${text.slice(0, 300)}`);
}

describe("every operation of the API's document", () => {
  it("has a call in this test, and there is no call of one that is gone", () => {
    const ids = operations.map(({ id }) => id);
    expect(ids.filter((id) => !(id in ALL) && !ELSEWHERE.has(id))).toEqual([]);
    expect(Object.keys(ALL).filter((id) => !ids.includes(id))).toEqual([]);
  });

  it("answers a right request as the document says: status, headers, media type and body", async () => {
    const faults: Record<string, unknown> = {};
    for (const operation of operations) {
      const call = ALL[operation.id];
      if (call === undefined) continue;
      const request = await call(office);
      const found = faultsOf(operation, await send(operation, request), request.status);
      if (found.length > 0) faults[operation.id] = found;
    }
    expect(faults).toEqual({});
  }, 180_000);
});
