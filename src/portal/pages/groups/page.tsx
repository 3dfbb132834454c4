import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Users } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { ringGroupsQuery } from "../../api/queries.ts";
import type { RingGroup } from "../../api/types.ts";
import { AddSetting } from "../../components/add-setting.tsx";
import { SettingList } from "../../components/setting-list.tsx";
import type { Column } from "../../components/table-features.ts";
import { useDestinationName } from "../../components/use-destination-name.ts";
import { GroupDrawer, useUserName } from "./group-drawer.tsx";

/** Ring groups (hunt groups): several people reached by one number. */
export function Page(): ReactElement {
  const { t } = useTranslation("groups");
  const columns = useColumns();
  return (
    <SettingList
      query={useQuery(ringGroupsQuery)}
      columns={columns}
      icon={Users}
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
          queryKey={ringGroupsQuery.queryKey}
          add={(body) => call(api.POST("/api/v1/ring-groups", { body }))}
        />
      )}
    >
      {(open, close) => <GroupDrawer key={open.id} group={open} onClose={close} />}
    </SettingList>
  );
}

function useColumns(): readonly Column<RingGroup>[] {
  const { t } = useTranslation(["groups", "common"]);
  const nameOfUser = useUserName();
  const nameOf = useDestinationName(t("common:destination.nowhere"));
  return [
    { id: "name", header: t("columns.name"), value: ({ name }) => name },
    { id: "extension", header: t("columns.extension"), width: "130px", value: ({ extension }) => extension },
    {
      id: "members",
      header: t("columns.members"),
      from: "sm",
      value: ({ members }) => members.map(nameOfUser).join(", "),
      cell: ({ members }) => (
        <Text size="sm" truncate title={members.map(nameOfUser).join(", ")}>
          {t("members-in-words", { count: members.length })}
          {members.length > 0 && ` · ${members.map(nameOfUser).join(", ")}`}
        </Text>
      ),
    },
    {
      id: "strategy",
      header: t("columns.strategy"),
      from: "md",
      width: "190px",
      value: (group) => t(`strategy.${group.strategy}`),
    },
    { id: "overflow", header: t("columns.overflow"), from: "lg", value: ({ overflow }) => nameOf(overflow) },
  ];
}
