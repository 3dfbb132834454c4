import { MultiSelect, Select, Stack, TagsInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { ringGroupsQuery, usersQuery } from "../../api/queries.ts";
import type { SharedMailbox } from "../../api/types.ts";
import type { Editing } from "../../components/use-editing.ts";

/** A list of thousands is searched, not read. */
const SHOWN_AT_ONCE = 60;
const AFTER_EMAIL = ["keep-new", "mark-heard", "delete"] as const;

/** What users and groups are called, by id. */
export function useSharerNames(): {
  readonly user: (id: string) => string;
  readonly group: (id: string | null) => string;
} {
  const { t } = useTranslation("shared-mailboxes");
  const { data: users = [] } = useQuery(usersQuery);
  const { data: groups = [] } = useQuery(ringGroupsQuery);
  return {
    user: (id) => users.find((user) => user.id === id)?.name ?? "…",
    group: (id) => (id === null ? t("no-group") : (groups.find((group) => group.id === id)?.name ?? "…")),
  };
}

/** Who sees the messages on their phones and in the portal, and who is told of them by e-mail. */
export function Sharers({ editing }: { readonly editing: Editing<SharedMailbox> }): ReactElement {
  const { value, set, faultOf } = editing;
  const { t } = useTranslation("shared-mailboxes");
  const { data: users = [] } = useQuery(usersQuery);
  const { data: groups = [] } = useQuery(ringGroupsQuery);
  return (
    <Stack>
      <MultiSelect
        label={t("fields.members")}
        description={t("fields.members-text")}
        searchable
        limit={SHOWN_AT_ONCE}
        data={users.map(({ id, name, extension }) => ({ value: id, label: `${name} · ${extension}` }))}
        value={[...value.members]}
        error={faultOf("/members")}
        onChange={(members) => set("members", members)}
      />
      <Select
        label={t("fields.group")}
        description={t("fields.group-text")}
        clearable
        searchable
        limit={SHOWN_AT_ONCE}
        placeholder={t("no-group")}
        data={groups.map(({ id, name, extension }) => ({ value: id, label: `${name} · ${extension}` }))}
        value={value.ringGroup}
        error={faultOf("/ringGroup")}
        onChange={(group) => set("ringGroup", group)}
      />
      <TagsInput
        label={t("fields.emails")}
        description={t("fields.emails-text")}
        placeholder={value.emails.length === 0 ? "sales@example.com" : ""}
        value={[...value.emails]}
        error={faultOf("/emails")}
        onChange={(emails) => set("emails", emails)}
      />
      <Select
        label={t("fields.after-email")}
        allowDeselect={false}
        disabled={value.emails.length === 0}
        data={AFTER_EMAIL.map((what) => ({ value: what, label: t(`after-email.${what}`) }))}
        value={value.afterEmail}
        onChange={(what) => what !== null && set("afterEmail", what)}
      />
    </Stack>
  );
}
