import { useQuery } from "@tanstack/react-query";
import { ringGroupsQuery, sharedMailboxesQuery } from "../../api/queries.ts";
import type { SharedMailbox } from "../../api/types.ts";
import { useMay } from "../../session/session.ts";

/** The mailboxes that a person shares. An employee is told of no others; an administrator is, and sees theirs here. */
export function useSharedMailboxes(user: string): readonly SharedMailbox[] {
  const isAdministrator = useMay("company");
  const { data: mailboxes = [] } = useQuery(sharedMailboxesQuery);
  const { data: groups = [] } = useQuery({ ...ringGroupsQuery, enabled: isAdministrator });
  if (!isAdministrator) return mailboxes;
  const own = new Set(groups.filter(({ members }) => members.includes(user)).map(({ id }) => id));
  return mailboxes.filter(
    ({ members, ringGroup }) => members.includes(user) || (ringGroup !== null && own.has(ringGroup)),
  );
}
