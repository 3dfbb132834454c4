import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, call } from "../../api/client.ts";

export type CallRecord = Awaited<ReturnType<typeof readPage>>["items"][number];
export type Party = CallRecord["caller"];

const PAGE = 100;

export interface HistoryFilter {
  readonly outcome?: NonNullable<CallRecord["outcome"]>;
  readonly direction?: CallRecord["direction"];
}

/** The company's calls, the newest first. */
export const historyQuery = (filter: HistoryFilter) =>
  infiniteQueryOptions({
    queryKey: ["call-records", "all", filter],
    queryFn: ({ signal, pageParam }) => readPage(filter, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export const recordQuery = (id: string) =>
  queryOptions({
    queryKey: ["call-records", id],
    queryFn: ({ signal }) => call(api.GET("/api/v1/call-records/{id}", { signal, params: { path: { id } } })),
    staleTime: Infinity,
  });

export const traceQuery = (id: string) =>
  queryOptions({
    queryKey: ["call-records", id, "trace"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/call-records/{id}/trace", { signal, params: { path: { id } } })),
    staleTime: Infinity,
  });

function readPage(
  filter: { readonly [Name in keyof HistoryFilter]: unknown },
  after: string | undefined,
  signal: AbortSignal,
) {
  const query = { limit: PAGE, ...(filter as object), ...(after !== undefined && { after }) };
  return call(api.GET("/api/v1/call-records", { signal, params: { query } }));
}
