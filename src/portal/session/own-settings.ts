import { notifications } from "@mantine/notifications";
import { useMutation, useMutationState, useQueryClient, type UseMutationResult } from "@tanstack/react-query";
import { api, call } from "../api/client.ts";
import { meQuery } from "../api/queries.ts";
import type { Body, User } from "../api/types.ts";
import { useProblemText } from "../i18n/problem-text.ts";
import { useSession } from "./session.ts";

type OwnSettings = Body<"/api/v1/users/{id}", "patch">;

/** Changes of one's own settings: one after the other, in the order in which they were made. */
const OWN_SETTINGS = ["own-settings"];

/**
 * The person who looks at the portal, as they have just set themselves: a change that is on its way is shown at once, whatever
 * is read meanwhile, and no longer if it is refused.
 *
 * @throws where the provider looks: pages of people are not for them
 */
export function useOwnUser(): User {
  const { user } = useSession();
  const underWay = useMutationState({
    filters: { mutationKey: OWN_SETTINGS, status: "pending" },
    select: ({ state }) => state.variables as OwnSettings,
  });
  if (user === undefined) throw new Error("the provider is no user");
  return underWay.reduce(changed, user);
}

/**
 * Changes what a person may change of themselves. A change names only what was touched, so it overwrites nothing that a
 * phone (*72, *78) or an administrator has changed meanwhile.
 */
export function useOwnSettings(): UseMutationResult<unknown, unknown, OwnSettings> {
  const { id } = useOwnUser();
  const client = useQueryClient();
  const textOf = useProblemText();
  return useMutation({
    mutationKey: OWN_SETTINGS,
    scope: { id: OWN_SETTINGS.join() },
    mutationFn: (body: OwnSettings) => call(api.PATCH("/api/v1/users/{id}", { params: { path: { id } }, body })),
    onError: (failure) => void notifications.show({ color: "red", message: textOf(failure) }),
    // Under way until what it led to has been read.
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
