import { queryOptions } from "@tanstack/react-query";
import { api, callAll } from "../../api/client.ts";

/** Who is on the telephone changes by the second, and employees are told of their own calls only. */
export const ASKED_EACH_MS = 4_000;

export const directoryQuery = queryOptions({
  queryKey: ["directory"],
  queryFn: ({ signal }) => callAll((query) => api.GET("/api/v1/directory", { signal, params: { query } })),
});
