import { queryOptions } from "@tanstack/react-query";
import { api, call, callAll } from "../../api/client.ts";
import type { Mailbox } from "../../components/mailbox.ts";

export const messagesQuery = ({ id, isShared }: Mailbox) =>
  queryOptions({
    queryKey: ["voicemails", id],
    queryFn: ({ signal }) =>
      callAll((query) => {
        const asked = { signal, params: { path: { id }, query } };
        return isShared
          ? api.GET("/api/v1/shared-mailboxes/{id}/voicemails", asked)
          : api.GET("/api/v1/users/{id}/voicemails", asked);
      }),
  });
export const deletedMessagesQuery = ({ id, isShared }: Mailbox) =>
  queryOptions({
    queryKey: ["voicemails", id, "deleted"],
    queryFn: ({ signal }) =>
      callAll((query) => {
        const asked = { signal, params: { path: { id }, query } };
        return isShared
          ? api.GET("/api/v1/shared-mailboxes/{id}/voicemails/deleted", asked)
          : api.GET("/api/v1/users/{id}/voicemails/deleted", asked);
      }),
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
