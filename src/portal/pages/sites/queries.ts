import { queryOptions } from "@tanstack/react-query";
import { api, callAll } from "../../api/client.ts";

export const sitesQuery = queryOptions({
  queryKey: ["sites"],
  queryFn: ({ signal }) => callAll((query) => api.GET("/api/v1/sites", { signal, params: { query } })),
});
type AsRead = Awaited<ReturnType<NonNullable<typeof sitesQuery.queryFn>>>;
export type Site = AsRead[number];
