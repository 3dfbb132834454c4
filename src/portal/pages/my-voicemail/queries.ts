import { queryOptions } from "@tanstack/react-query";
import { api, call, callAll } from "../../api/client.ts";
import { ApiProblem } from "../../api/problem.ts";

export const messagesQuery = (user: string) =>
  queryOptions({
    queryKey: ["voicemails", user],
    queryFn: ({ signal }) =>
      callAll((query) => api.GET("/api/v1/users/{id}/voicemails", { signal, params: { path: { id: user }, query } })),
  });
export const deletedMessagesQuery = (user: string) =>
  queryOptions({
    queryKey: ["voicemails", user, "deleted"],
    queryFn: ({ signal }) =>
      callAll((query) =>
        api.GET("/api/v1/users/{id}/voicemails/deleted", { signal, params: { path: { id: user }, query } }),
      ),
  });
/** Null: the standard greeting is played. */
export const greetingQuery = (user: string) =>
  queryOptions({
    queryKey: ["greeting", user],
    queryFn: async ({ signal }): Promise<Blob | null> => {
      try {
        const path = "/api/v1/users/{id}/voicemail/greeting";
        return await call<Blob>(api.GET(path, { signal, params: { path: { id: user } }, parseAs: "blob" }));
      } catch (failure) {
        if (failure instanceof ApiProblem && failure.status === 404) return null;
        throw failure;
      }
    },
  });
/** A recording never changes. */
export const recordingQuery = (message: string) =>
  queryOptions({
    queryKey: ["recording", message],
    queryFn: ({ signal }) =>
      call(
        api.GET("/api/v1/voicemails/{id}/audio", {
          signal,
          params: { path: { id: message } },
          parseAs: "blob",
        }) as Promise<{ readonly data?: Blob; readonly response: Response }>,
      ),
    staleTime: Infinity,
    gcTime: KEPT_MS,
  });
const KEPT_MS = 60_000;
