import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { api, call } from "../../api/client.ts";
import { meQuery } from "../../api/queries.ts";
import type { Body, User } from "../../api/types.ts";
import { useProblemText } from "../../i18n/problem-text.ts";
import { useOwnUser } from "../../session/session.ts";

export type OwnSettings = Body<"/api/v1/users/{id}", "patch">;

/**
 * Changes what a person may change of themselves. A change names only what was touched, so it overwrites nothing that a
 * phone (*72, *78) or an administrator has changed meanwhile; what it leads to is shown at once, and taken back if it is refused.
 */
export function useOwnSettings(): UseMutationResult<unknown, unknown, OwnSettings> {
  const { id } = useOwnUser();
  const client = useQueryClient();
  const textOf = useProblemText();
  return useMutation({
    mutationFn: (body: OwnSettings) => call(api.PATCH("/api/v1/users/{id}", { params: { path: { id } }, body })),
    onMutate: async (body) => {
      await client.cancelQueries({ queryKey: meQuery.queryKey });
      const before = client.getQueryData(meQuery.queryKey);
      if (before?.user != null) client.setQueryData(meQuery.queryKey, { ...before, user: changed(before.user, body) });
      return before;
    },
    onError: (failure, _body, before) => {
      if (before !== undefined) client.setQueryData(meQuery.queryKey, before);
      notifications.show({ color: "red", message: textOf(failure) });
    },
    onSettled: () => client.invalidateQueries({ queryKey: meQuery.queryKey }),
  });
}

function changed(user: User, { forwarding, voicemail, ...rest }: OwnSettings): User {
  return {
    ...({ ...user, ...rest } as User),
    forwarding: { ...user.forwarding, ...forwarding },
    voicemail: { ...user.voicemail, ...(voicemail as Partial<User["voicemail"]>) },
  };
}
