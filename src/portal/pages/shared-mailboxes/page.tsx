import { useQuery } from "@tanstack/react-query";
import { Inbox } from "lucide-react";
import { useMemo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { ringGroupsQuery, sharedMailboxesQuery } from "../../api/queries.ts";
import type { SharedMailbox } from "../../api/types.ts";
import { AddSetting } from "../../components/add-setting.tsx";
import { SettingList } from "../../components/setting-list.tsx";
import type { Column } from "../../components/table-features.ts";
import { MailboxDrawer } from "./mailbox-drawer.tsx";

/** Mailboxes of several people: what one of them has heard is heard for all. */
export function Page(): ReactElement {
  const { t } = useTranslation("shared-mailboxes");
  return (
    <SettingList
      query={useQuery(sharedMailboxesQuery)}
      columns={useColumns()}
      icon={Inbox}
      sortedBy="extension"
      texts={{
        ...{ title: t("nav"), text: t("text"), add: t("add.button") },
        ...{ empty: t("empty"), emptyText: t("empty-text") },
      }}
      adding={(form) => (
        <AddSetting
          {...form}
          title={t("add.button")}
          placeholder={t("add.placeholder")}
          queryKey={sharedMailboxesQuery.queryKey}
          add={(body) => call(api.POST("/api/v1/shared-mailboxes", { body }))}
        />
      )}
    >
      {(open, close) => <MailboxDrawer key={open.id} mailbox={open} onClose={close} />}
    </SettingList>
  );
}

function useColumns(): readonly Column<SharedMailbox>[] {
  const { t } = useTranslation("shared-mailboxes");
  const { data: groups } = useQuery(ringGroupsQuery);
  return useMemo(() => {
    const names = new Map(groups?.map(({ id, name }) => [id, name]));
    const sharers = ({ members, ringGroup }: SharedMailbox): string => {
      const group = ringGroup === null ? [] : [names.get(ringGroup) ?? "…"];
      const people = members.length === 0 ? [] : [t("members", { count: members.length })];
      return [...group, ...people].join(" · ");
    };
    return [
      { id: "name", header: t("columns.name"), value: ({ name }) => name },
      { id: "extension", header: t("columns.extension"), width: "140px", value: ({ extension }) => extension },
      { id: "members", header: t("columns.members"), from: "sm", value: sharers },
      { id: "emails", header: t("columns.emails"), from: "md", value: ({ emails }) => emails.join(", ") },
    ];
  }, [t, groups]);
}
