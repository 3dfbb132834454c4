import { createApiClient, dataOf } from "../../api-client/client.ts";
import { ApiAway } from "./problem.ts";
import { noteAway, noteThere } from "./reachability.ts";
import { endActing, isActing } from "./acting.ts";
import { logInAgain } from "./expiry.ts";
import { providerToken } from "./provider-token.ts";

/** A proxy in front of the system answers so when the system is away. */
const AWAY_STATUSES = [502, 504];
const LOG_IN = "/api/v1/sessions";

/** The public API: paths, bodies and answers are typed by its own description. */
export const api = createApiClient({ baseUrl: "/", fetch: send });

/**
 * Sends a request. When the session has expired, it waits for the log-in over the page and sends it again, so nothing that was
 * typed is lost.
 */
async function send(request: Request): Promise<Response> {
  const again = request.clone();
  const answer = await once(request);
  // The provider has no session that could expire: what is refused to them is said on the page.
  if (answer.status === 401 && providerToken.get() !== undefined) return answer;
  if (answer.status === 401 && isActing()) {
    endActing();
    return answer;
  }
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
export const call: <Data>(asked: Promise<Answered<Data>>) => Promise<Data> = dataOf;

/** The largest page that the API gives. */
const PAGE = 500;
/** Pages that are asked for at once: a browser has six connections to one host, and others need some. */
const PAGES_AT_ONCE = 4;

/** All of a list that comes in pages: the first says how many there are, the others come some at a time. */
export async function callAll<Item>(
  page: (query: {
    readonly limit: number;
    readonly offset: number;
  }) => Promise<Answered<{ readonly items: Item[]; readonly total: number }>>,
): Promise<Item[]> {
  const { items, total } = await call(page({ limit: PAGE, offset: 0 }));
  for (let at = PAGE; at < total; at += PAGES_AT_ONCE * PAGE) {
    const offsets = Array.from({ length: PAGES_AT_ONCE }, (_, place) => at + place * PAGE);
    const wanted = offsets.filter((offset) => offset < total);
    const pages = await Promise.all(wanted.map((offset) => call(page({ limit: PAGE, offset }))));
    items.push(...pages.flatMap((each) => each.items));
  }
  return items;
}

/** Says what a change was made from, so that it doesn't overwrite another administrator's. */
export function ifMatch(version: number): { readonly headers: { readonly "If-Match": string } } {
  return { headers: { "If-Match": `"${version}"` } };
}
