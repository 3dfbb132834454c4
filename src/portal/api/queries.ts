import { notifyManager, queryOptions, QueryClient } from "@tanstack/react-query";
import { api, call, callAll } from "./client.ts";
import { ApiProblem, isPassing } from "./problem.ts";

/** What nothing tells us of goes stale after this long; the rest is told by events. */
const STALE_MS = 30_000;
const RETRIES_WHILE_AWAY = 2;

// Before the browser draws: a switch that waited longer for what it led to would jump back for a moment.
notifyManager.setScheduler(queueMicrotask);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: STALE_MS,
      // A refusal stays a refusal; what had no answer is asked again, at last when the system is back.
      retry: (failures, failure) => isPassing(failure) && failures < RETRIES_WHILE_AWAY,
      networkMode: "always",
    },
    mutations: { networkMode: "always", retry: false },
  },
});

/**
 * What pages read. The first word of a key is the resource, so that an event about one (`use-live.ts`) makes it be read again.
 */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => call(api.GET("/api/v1/me", { signal })),
  staleTime: Infinity,
});
export const companyQuery = queryOptions({
  queryKey: ["tenant"],
  queryFn: ({ signal }) => call(api.GET("/api/v1/tenant", { signal })),
});
export const usersQuery = queryOptions({
  queryKey: ["users"],
  queryFn: ({ signal }) => callAll((query) => api.GET("/api/v1/users", { signal, params: { query } })),
});
export const userQuery = (id: string) =>
  queryOptions({
    queryKey: ["users", id],
    queryFn: ({ signal }) => call(api.GET("/api/v1/users/{id}", { signal, params: { path: { id } } })),
  });
export const devicesQuery = queryOptions({
  queryKey: ["devices"],
  queryFn: ({ signal }) => callAll((query) => api.GET("/api/v1/devices", { signal, params: { query } })),
});
export const userDevicesQuery = (id: string) =>
  queryOptions({
    queryKey: ["devices", "of", id],
    queryFn: ({ signal }) => call(api.GET("/api/v1/users/{id}/devices", { signal, params: { path: { id } } })),
  });
export const sitesQuery = queryOptions({
  queryKey: ["sites"],
  queryFn: ({ signal }) => callAll((query) => api.GET("/api/v1/sites", { signal, params: { query } })),
});
export const ringGroupsQuery = queryOptions({
  queryKey: ["ring-groups"],
  queryFn: ({ signal }) => callAll((query) => api.GET("/api/v1/ring-groups", { signal, params: { query } })),
});
export const receptionistsQuery = queryOptions({
  queryKey: ["receptionists"],
  queryFn: ({ signal }) => callAll((query) => api.GET("/api/v1/receptionists", { signal, params: { query } })),
});
export const conferencesQuery = queryOptions({
  queryKey: ["conferences"],
  queryFn: ({ signal }) => callAll((query) => api.GET("/api/v1/conferences", { signal, params: { query } })),
});
export const sharedMailboxesQuery = queryOptions({
  queryKey: ["shared-mailboxes"],
  queryFn: ({ signal }) => callAll((query) => api.GET("/api/v1/shared-mailboxes", { signal, params: { query } })),
});
export const phoneNumbersQuery = queryOptions({
  queryKey: ["phone-numbers"],
  queryFn: ({ signal }) => callAll((query) => api.GET("/api/v1/phone-numbers", { signal, params: { query } })),
});
export const trunksQuery = queryOptions({
  queryKey: ["trunks"],
  queryFn: ({ signal }) => callAll((query) => api.GET("/api/v1/trunks", { signal, params: { query } })),
});
/** Who is on the telephone is told by events (`use-live.ts`). */
export const directoryQuery = queryOptions({
  queryKey: ["directory"],
  queryFn: ({ signal }) => callAll((query) => api.GET("/api/v1/directory", { signal, params: { query } })),
});
export const callsQuery = queryOptions({
  queryKey: ["calls"],
  queryFn: ({ signal }) => callAll((query) => api.GET("/api/v1/calls", { signal, params: { query } })),
});

/** Whether an answer says that no session is there. */
export function isLoggedOut(failure: unknown): boolean {
  return failure instanceof ApiProblem && failure.status === 401;
}
