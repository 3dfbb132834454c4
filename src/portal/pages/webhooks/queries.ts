import { queryOptions } from "@tanstack/react-query";
import { api, call, callAll } from "../../api/client.ts";

export const webhooksQuery = queryOptions({
  queryKey: ["webhooks"],
  queryFn: ({ signal }) => callAll((query) => api.GET("/api/v1/webhooks", { signal, params: { query } })),
});
export type Webhook = Awaited<ReturnType<NonNullable<typeof webhooksQuery.queryFn>>>[number];
export type EventType = NonNullable<Webhook["events"]>[number];

export const deliveriesQuery = (id: string) =>
  queryOptions({
    queryKey: ["webhooks", id, "deliveries"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/webhooks/{id}/deliveries", { signal, params: { path: { id } } })),
  });
export type Delivery = Awaited<ReturnType<NonNullable<ReturnType<typeof deliveriesQuery>["queryFn"]>>>["items"][number];
