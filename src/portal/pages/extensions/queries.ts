import { queryOptions } from "@tanstack/react-query";
import { api, call, callAll } from "../../api/client.ts";
import { ApiProblem } from "../../api/problem.ts";

export const phoneMakersQuery = queryOptions({
  queryKey: ["phone-makers"],
  queryFn: ({ signal }) => callAll((query) => api.GET("/api/v1/phone-makers", { signal, params: { query } })),
  staleTime: Infinity,
});

/** How a device's phone sets itself up; null: it doesn't. What tells of the device makes it be read again. */
export const deviceSetupQuery = (id: string) =>
  queryOptions({
    queryKey: ["devices", "set-up", id],
    queryFn: async ({ signal }) => {
      try {
        return await call(api.GET("/api/v1/devices/{id}/setup", { signal, params: { path: { id } } }));
      } catch (failure) {
        if (failure instanceof ApiProblem && failure.status === 404) return null;
        throw failure;
      }
    },
  });
