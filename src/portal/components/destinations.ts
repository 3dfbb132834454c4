import { useQueries } from "@tanstack/react-query";
import {
  conferencesQuery,
  receptionistsQuery,
  ringGroupsQuery,
  sharedMailboxesQuery,
  usersQuery,
} from "../api/queries.ts";
import type { Destination } from "../api/types.ts";

/** Where a call can be led inside of the company. */
export type DestinationKind = Destination["kind"];

export const DESTINATION_KINDS: readonly DestinationKind[] = [
  "user",
  "ring-group",
  "receptionist",
  "conference",
  "shared-mailbox",
  "mailbox",
];

export interface KnownDestination {
  readonly kind: DestinationKind;
  readonly id: string;
  readonly name: string;
  /** Undefined: it has none of its own. */
  readonly extension: string | undefined;
}

interface Named {
  readonly id: string;
  readonly name: string;
  readonly extension?: string | null;
}

/** Everything that calls can be led to; shared by all that show it. */
export function useDestinations(): readonly KnownDestination[] {
  return useQueries({
    queries: [usersQuery, ringGroupsQuery, receptionistsQuery, conferencesQuery, sharedMailboxesQuery],
    combine,
  });
}

function combine(results: readonly { readonly data?: readonly Named[] | undefined }[]): readonly KnownDestination[] {
  const [users = [], groups = [], receptionists = [], conferences = [], mailboxes = []] = results.map(
    ({ data }) => data ?? [],
  );
  const as = (kind: DestinationKind, all: readonly Named[]): readonly KnownDestination[] =>
    all.map(({ id, name, extension }) => ({ kind, id, name, extension: extension ?? undefined }));
  return [
    ...as("user", users),
    ...as("ring-group", groups),
    ...as("receptionist", receptionists),
    ...as("conference", conferences),
    ...as("shared-mailbox", mailboxes),
    ...as("mailbox", users),
  ];
}
