import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, call } from "../../api/client.ts";
import { timesOf } from "../../components/days.ts";

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
    ...timesOf(from, to),
  };
  return call(api.GET("/api/v1/audit", { signal, params: { query } }));
}
