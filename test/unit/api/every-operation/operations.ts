import { TOKEN, type ApiServer } from "../../../support/api-server.ts";
import type { JsonSchema } from "../../../support/any-json.ts";
import { inlined } from "../../../support/open-api.ts";
import type { Office, Request } from "./office.ts";

interface DocumentedAnswer {
  readonly headers?: Readonly<Record<string, { readonly schema: { readonly type?: string } }>>;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

/** An operation, as the document of the API has it. */
export interface Operation {
  readonly id: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  /** Undefined: it takes none, or none that is JSON. */
  readonly body: JsonSchema | undefined;
  readonly responses: Readonly<Record<string, DocumentedAnswer>>;
  readonly isOpen: boolean;
}

interface Written {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
  readonly responses: Operation["responses"];
  readonly security?: readonly unknown[];
}

/** What an operation was answered. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Answers without an end, of which the head is looked at. */
const STREAMS = new Set(["streamEvents"]);

export async function operationsOf(pbx: ApiServer): Promise<readonly Operation[]> {
  const { body } = await pbx.ask("GET", "/api/docs/json");
  const { paths } = inlined<{ paths: Record<string, Record<string, Written>> }>(body);
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId: id, requestBody, responses, security }]) => ({
      ...{ id, method: method.toUpperCase() as Operation["method"], path, responses },
      ...{ body: requestBody?.content["application/json"]?.schema, isOpen: security?.length === 0 },
    })),
  );
}

export function isWrite({ method }: Operation): boolean {
  return method !== "GET";
}

/** From an address of its own: what is counted by address isn't counted here. */
export async function send(office: Office, { id, method, path }: Operation, request: Request): Promise<Answered> {
  const { pbx } = office;
  const named = path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(request.path?.[name] ?? ""));
  const url = request.query === undefined ? named : `${named}?${request.query}`;
  const type = request.file?.type ?? (request.body === undefined ? undefined : "application/json");
  const payload = request.file?.bytes ?? (request.body === undefined ? undefined : JSON.stringify(request.body));
  const who = request.as ?? { authorization: `Bearer ${TOKEN}` };
  const headers = { ...who, ...(type !== undefined && { "content-type": type }) };
  if (STREAMS.has(id)) return headOf(pbx, url, headers);
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
async function headOf(pbx: ApiServer, url: string, headers: Readonly<Record<string, string>>): Promise<Answered> {
  if (!pbx.api.server.listening) await pbx.api.listen({ host: "127.0.0.1", port: 0 });
  const { port } = pbx.api.server.address() as { port: number };
  const listening = new AbortController();
  const reply = await fetch(`http://127.0.0.1:${port}${url}`, { headers, signal: listening.signal });
  const text = reply.ok ? "" : await reply.text();
  listening.abort();
  return { status: reply.status, headers: Object.fromEntries(reply.headers), text };
}
