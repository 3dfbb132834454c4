import { queryOptions } from "@tanstack/react-query";
import type { paths } from "../../../api-client/schema.d.ts";
import { api, call, callAll } from "../../api/client.ts";

export type Company = paths["/api/v1/tenants/{id}"]["get"]["responses"][200]["content"]["application/json"];

export const companiesQuery = queryOptions({
  queryKey: ["tenants"],
  queryFn: ({ signal }) => callAll((query) => api.GET("/api/v1/tenants", { signal, params: { query } })),
});
export const companyUsageQuery = (id: string) =>
  queryOptions({
    queryKey: ["tenants", id, "usage"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/tenants/{id}/usage", { signal, params: { path: { id } } })),
  });
