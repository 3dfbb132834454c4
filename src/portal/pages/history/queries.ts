import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, call } from "../../api/client.ts";
import type { HistoryFilter } from "./filter.ts";

export type CallRecord = Awaited<ReturnType<typeof readPage>>["items"][number];
export type Party = CallRecord["caller"];

const PAGE = 100;

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

function readPage(filter: HistoryFilter, after: string | undefined, signal: AbortSignal) {
  const query = { limit: PAGE, ...filter, ...(after !== undefined && { after }) };
  return call(api.GET("/api/v1/call-records", { signal, params: { query } }));
}
