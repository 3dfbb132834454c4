import { queryOptions } from "@tanstack/react-query";
import { api, callAll } from "../../api/client.ts";

export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: ({ signal }) => callAll((query) => api.GET("/api/v1/tokens", { signal, params: { query } })),
});
export type Token = Awaited<ReturnType<NonNullable<typeof tokensQuery.queryFn>>>[number];

export function isExpired({ expiresAt }: Token): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= Date.now();
}
