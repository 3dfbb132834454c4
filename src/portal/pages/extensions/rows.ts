import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
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
  readonly error: unknown;
  readonly again: () => void;
}

export function useExtensionRows(kind: ExtensionKind | "all"): ExtensionRows {
  const users = useQuery(usersQuery);
  const groups = useQuery(ringGroupsQuery);
  const receptionists = useQuery(receptionistsQuery);
  const conferences = useQuery(conferencesQuery);
  const mailboxes = useQuery(sharedMailboxesQuery);
  const queries = [users, groups, receptionists, conferences, mailboxes];
  const rows = useMemo(() => {
    if (!users.data || !groups.data || !receptionists.data || !conferences.data || !mailboxes.data) return undefined;
    const all: readonly ExtensionRow[] = [
      ...users.data.map((user) => ({ kind: "user" as const, user })),
      ...groups.data.map((group) => ({ kind: "ring-group" as const, group })),
      ...receptionists.data.map((receptionist) => ({ kind: "receptionist" as const, receptionist })),
      ...conferences.data.map((conference) => ({ kind: "conference" as const, conference })),
      ...mailboxes.data.map((mailbox) => ({ kind: "shared-mailbox" as const, mailbox })),
    ];
    return kind === "all" ? all : all.filter((row) => row.kind === kind);
  }, [users.data, groups.data, receptionists.data, conferences.data, mailboxes.data, kind]);
  return {
    rows,
    error: queries.find(({ error }) => error !== null)?.error,
    again: () => queries.forEach((query) => void query.refetch()),
  };
}
