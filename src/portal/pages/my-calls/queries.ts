import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, call } from "../../api/client.ts";

export type CallRecord = Awaited<ReturnType<typeof readPage>>["items"][number];

const PAGE = 50;

/** What one person had a part in, the newest first, a page at a time; of a manager's company only the own ones. */
export const ownCallsQuery = (user: string) =>
  infiniteQueryOptions({
    queryKey: ["call-records", "of", user],
    queryFn: ({ signal, pageParam }) => readPage(user, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });

function readPage(user: string, after: string | undefined, signal: AbortSignal) {
  const query = { user, limit: PAGE, ...(after !== undefined && { after }) };
  return call(api.GET("/api/v1/call-records", { signal, params: { query } }));
}
