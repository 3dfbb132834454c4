import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, call } from "../../api/client.ts";

export type Entry = Awaited<ReturnType<typeof readPage>>["items"][number];
export type Change = Entry["changes"][number];

const PAGE = 50;

/** Which changes are asked for; what is left out narrows nothing. */
export interface JournalFilter {
  readonly who?: string | undefined;
  readonly kind?: string | undefined;
  /** Days as "2026-11-29", of the reader's zone; both are part of what is asked for. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** What the company's people, programs and the system have changed, the newest first. */
export const journalQuery = (filter: JournalFilter) =>
  infiniteQueryOptions({
    queryKey: ["audit", filter],
    queryFn: ({ signal, pageParam }) => readPage(filter, pageParam, signal),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

function readPage({ who, kind, from, to }: JournalFilter, before: number | undefined, signal: AbortSignal) {
  const query = {
    limit: PAGE,
    ...(before !== undefined && { before }),
    ...(who !== undefined && { who }),
    ...(kind !== undefined && { kind }),
    ...timeOf("from", from, 0),
    ...timeOf("to", to, 1),
  };
  return call(api.GET("/api/v1/audit", { signal, params: { query } }));
}

/** The midnight at which a day begins, or the one after it. */
function timeOf(name: "from" | "to", day: string | undefined, daysLater: number): object {
  const [year, month, date] = (day ?? "").split("-").map(Number);
  if (year === undefined || month === undefined || date === undefined) return {};
  return { [name]: new Date(year, month - 1, date + daysLater).toISOString() };
}
