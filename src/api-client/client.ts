import createClient, { mergeHeaders, type Client, type ClientOptions } from "openapi-fetch";
import type { DryRun, Fault, paths, Problem } from "./schema.d.ts";

/** The API, one function a method; paths, parameters, bodies and answers have the types of its document. */
export type ApiClient = Client<paths>;

export interface ApiClientOptions extends ClientOptions {
  /** Of a program; the portal has a cookie instead. */
  readonly token?: string;
}

/** Opens the API at `baseUrl`; without one, at the address that the page came from. */
export function createApiClient({ token, headers, ...options }: ApiClientOptions = {}): ApiClient {
  const authorization = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  return createClient<paths>({ credentials: "same-origin", ...options, headers: mergeHeaders(authorization, headers) });
}

/** What the API answered in place of what was asked for (RFC 9457). */
export class ApiProblem extends Error {
  readonly status: number;
  /** SW_…: stable, for programs. */
  readonly code: string;
  /** What is wrong with which field, where it is about fields. */
  readonly faults: readonly Fault[];
  /** All that was said: some problems tell more, as what still points at a setting that was to be removed. */
  readonly document: Problem;

  constructor(document: Problem) {
    super(document.detail);
    this.name = "ApiProblem";
    this.status = document.status;
    this.code = document.code;
    this.faults = document.errors ?? [];
    this.document = document;
  }
}

/** The answer's data: `const user = await dataOf(client.GET("/api/v1/users/{id}", …))`. @throws ApiProblem */
export async function dataOf<Data>(
  answer: Promise<{ readonly data?: Data; readonly error?: unknown; readonly response: Response }>,
): Promise<Data> {
  const { data, error, response } = await answer;
  if (!response.ok) throw new ApiProblem(problemOf(error, response));
  return data as Data;
}

/** What a request with `dryRun: true` in its query would do. @throws ApiProblem where it would be refused */
export function dryRunOf(
  answer: Promise<{ readonly data?: unknown; readonly error?: unknown; readonly response: Response }>,
): Promise<DryRun> {
  return dataOf(answer as Promise<{ readonly data?: DryRun; readonly response: Response }>);
}

/** Also of what answers in the API's place: a proxy knows no problem documents. */
function problemOf(error: unknown, { status, statusText }: Response): Problem {
  const isProblem = typeof error === "object" && error !== null && "code" in error && "detail" in error;
  if (isProblem) return error as Problem;
  return { type: "about:blank", title: statusText, status, detail: statusText, code: "SW_UNREADABLE_ANSWER" };
}
