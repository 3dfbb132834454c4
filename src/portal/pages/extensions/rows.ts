import { queryOptions, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, call } from "../../api/client.ts";
import {
  conferencesQuery,
  receptionistsQuery,
  ringGroupsQuery,
  sharedMailboxesQuery,
  usersQuery,
} from "../../api/queries.ts";
import type { Conference, Receptionist, RingGroup, SharedMailbox, User } from "../../api/types.ts";

/** What can be dialled inside of the company, as a row of the table. */
export type ExtensionRow =
  | { readonly kind: "user"; readonly user: User }
  | { readonly kind: "ring-group"; readonly group: RingGroup }
  | { readonly kind: "receptionist"; readonly receptionist: Receptionist }
  | { readonly kind: "conference"; readonly conference: Conference }
  | { readonly kind: "shared-mailbox"; readonly mailbox: SharedMailbox };

export type ExtensionKind = ExtensionRow["kind"];

export function subjectOf(row: ExtensionRow): {
  readonly id: string;
  readonly name: string;
  readonly extension: string;
} {
  switch (row.kind) {
    case "user":
      return row.user;
    case "ring-group":
      return row.group;
    case "receptionist":
      return row.receptionist;
    case "conference":
      return row.conference;
    case "shared-mailbox":
      return row.mailbox;
  }
}

export interface ExtensionRows {
  readonly rows: readonly ExtensionRow[] | undefined;
  /** So many there will be: the others are on their way. Undefined: these are all. */
  readonly awaited: number | undefined;
  readonly error: unknown;
  readonly again: () => void;
}

/** A screen of them, and some more. */
const FIRST = 60;

/** The first users, in the order that the table begins with: drawn while thousands of others are on their way. */
const firstUsersQuery = queryOptions({
  queryKey: ["users", "first"],
  queryFn: ({ signal }) =>
    call(api.GET("/api/v1/users", { signal, params: { query: { limit: FIRST, sort: "extension" } } })),
});

export function useExtensionRows(kind: ExtensionKind | "all"): ExtensionRows {
  const users = useQuery(usersQuery);
  const first = useQuery({ ...firstUsersQuery, enabled: users.data === undefined });
  const groups = useQuery(ringGroupsQuery);
  const receptionists = useQuery(receptionistsQuery);
  const conferences = useQuery(conferencesQuery);
  const mailboxes = useQuery(sharedMailboxesQuery);
  const queries = [users, groups, receptionists, conferences, mailboxes];
  const people = users.data ?? first.data?.items;
  const rows = useMemo(() => {
    if (!people || !groups.data || !receptionists.data || !conferences.data || !mailboxes.data) return undefined;
    const all: readonly ExtensionRow[] = [
      ...people.map((user) => ({ kind: "user" as const, user })),
      ...groups.data.map((group) => ({ kind: "ring-group" as const, group })),
      ...receptionists.data.map((receptionist) => ({ kind: "receptionist" as const, receptionist })),
      ...conferences.data.map((conference) => ({ kind: "conference" as const, conference })),
      ...mailboxes.data.map((mailbox) => ({ kind: "shared-mailbox" as const, mailbox })),
    ];
    return kind === "all" ? all : all.filter((row) => row.kind === kind);
  }, [people, groups.data, receptionists.data, conferences.data, mailboxes.data, kind]);
  const isOfUsers = kind === "all" || kind === "user";
  const isWhole = !isOfUsers || users.data !== undefined || first.data === undefined || rows === undefined;
  return {
    rows,
    awaited: isWhole ? undefined : rows.length + first.data.total - first.data.items.length,
    error: queries.find(({ error }) => error !== null)?.error,
    again: () => queries.forEach((query) => void query.refetch()),
  };
}
