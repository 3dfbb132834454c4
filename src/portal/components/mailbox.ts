import { queryOptions } from "@tanstack/react-query";
import { api, call } from "../api/client.ts";
import { ApiProblem } from "../api/problem.ts";

/** A person's own mailbox, or one of several people's. */
export interface Mailbox {
  /** The user's, or the shared mailbox's. */
  readonly id: string;
  readonly isShared: boolean;
}

const pathOf = ({ isShared }: Mailbox) =>
  isShared ? ("/api/v1/shared-mailboxes/{id}/greeting" as const) : ("/api/v1/users/{id}/voicemail/greeting" as const);
const paramsOf = ({ id }: Mailbox) => ({ params: { path: { id } } });

/** Null: the standard greeting is played. */
export const greetingQuery = (mailbox: Mailbox) =>
  queryOptions({
    queryKey: ["greeting", mailbox.id],
    queryFn: async ({ signal }): Promise<Blob | null> => {
      try {
        return await call<Blob>(api.GET(pathOf(mailbox), { signal, ...paramsOf(mailbox), parseAs: "blob" }));
      } catch (failure) {
        if (failure instanceof ApiProblem && failure.status === 404) return null;
        throw failure;
      }
    },
  });

export function saveGreeting(mailbox: Mailbox, wav: Blob): Promise<unknown> {
  const sent = { ...paramsOf(mailbox), body: wav, bodySerializer: (body: Blob) => body };
  return call(api.PUT(pathOf(mailbox), { ...sent, headers: { "Content-Type": "audio/wav" } } as never));
}

export function removeGreeting(mailbox: Mailbox): Promise<unknown> {
  return call(api.DELETE(pathOf(mailbox), paramsOf(mailbox)));
}

/** What opens it at any phone; null takes it away, where the mailbox may be without. */
export function savePin(mailbox: Mailbox, pin: string | null): Promise<unknown> {
  const path = paramsOf(mailbox);
  return mailbox.isShared || pin === null
    ? call(api.PATCH("/api/v1/shared-mailboxes/{id}", { ...path, body: { pin } }))
    : call(api.PATCH("/api/v1/users/{id}/voicemail", { ...path, body: { pin } }));
}
