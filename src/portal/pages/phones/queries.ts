import { queryOptions } from "@tanstack/react-query";
import { api, call, callAll } from "../../api/client.ts";

/** The phones that set themselves up. */
export const deviceSetupsQuery = queryOptions({
  queryKey: ["devices", "set-ups"],
  queryFn: ({ signal }) => callAll((query) => api.GET("/api/v1/device-setups", { signal, params: { query } })),
});

export const sharedAddressQuery = queryOptions({
  queryKey: ["shared-setup-address"],
  queryFn: ({ signal }) => call(api.GET("/api/v1/shared-setup-address", { signal })),
});
