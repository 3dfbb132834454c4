import createClient from "openapi-fetch";
import { ApiAway, ApiProblem } from "./problem.ts";
import { noteAway, noteThere } from "./reachability.ts";
import type { paths } from "../../api-client/schema.d.ts";
import { logInAgain } from "./expiry.ts";
import { providerToken } from "./provider-token.ts";

/** A proxy in front of the system answers so when the system is away. */
const AWAY_STATUSES = [502, 504];
const LOG_IN = "/api/v1/sessions";

/** The public API: paths, bodies and answers are typed by its own description. */
export const api = createClient<paths>({ baseUrl: "/", fetch: send });

/**
 * Sends a request. When the session has expired, it waits for the log-in over the page and sends it again, so nothing that was
 * typed is lost.
 */
async function send(request: Request): Promise<Response> {
  const again = request.clone();
  const answer = await once(request);
  if (answer.status !== 401 || new URL(request.url).pathname.startsWith(LOG_IN)) return answer;
  if (!(await logInAgain())) return answer;
  return once(again);
}

async function once(request: Request): Promise<Response> {
  const token = providerToken.get();
  if (token !== undefined) request.headers.set("Authorization", `Bearer ${token}`);
  let answer: Response;
  try {
    answer = await fetch(request);
  } catch (cause) {
    if (request.signal.aborted) throw cause;
    noteAway();
    throw new ApiAway({ cause });
  }
  if (AWAY_STATUSES.includes(answer.status)) {
    noteAway();
    throw new ApiAway();
  }
  noteThere();
  return answer;
}

interface Answered<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** What a request is answered with. @throws ApiProblem, ApiAway */
export async function call<Data>(asked: Promise<Answered<Data>>): Promise<Data> {
  const { data, error, response } = await asked;
  if (response.ok) return data as Data;
  throw new ApiProblem(response.status, typeof error === "object" && error !== null ? (error as never) : {});
}

/** All of a list that comes in pages. */
export async function callAll<Item>(
  page: (query: {
    readonly limit: number;
    readonly offset: number;
  }) => Promise<Answered<{ readonly items: Item[]; readonly total: number }>>,
): Promise<Item[]> {
  const items: Item[] = [];
  for (;;) {
    const { items: more, total } = await call(page({ limit: PAGE, offset: items.length }));
    items.push(...more);
    if (items.length >= total || more.length === 0) return items;
  }
}
/** The largest that the API gives. */
const PAGE = 500;

/** Says what a change was made from, so that it doesn't overwrite another administrator's. */
export function ifMatch(version: number): { readonly headers: { readonly "If-Match": string } } {
  return { headers: { "If-Match": `"${version}"` } };
}
