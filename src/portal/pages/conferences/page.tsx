import { useQuery } from "@tanstack/react-query";
import { Presentation } from "lucide-react";
import { useMemo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { conferencesQuery } from "../../api/queries.ts";
import type { Conference } from "../../api/types.ts";
import { AddSetting } from "../../components/add-setting.tsx";
import { SettingList } from "../../components/setting-list.tsx";
import type { Column } from "../../components/table-features.ts";
import { ConferenceDrawer } from "./conference-drawer.tsx";

/** Rooms that people meet in by telephone. */
export function Page(): ReactElement {
  const { t } = useTranslation("conferences");
  const columns = useMemo<readonly Column<Conference>[]>(
    () => [
      { id: "name", header: t("columns.name"), value: ({ name }) => name },
      { id: "extension", header: t("columns.extension"), width: "140px", value: ({ extension }) => extension },
      { id: "pin", header: t("columns.pin"), width: "140px", from: "sm", value: ({ pin }) => pin ?? t("no-pin") },
      { id: "max", header: t("columns.max"), width: "120px", from: "md", value: ({ maxMembers }) => maxMembers },
    ],
    [t],
  );
  return (
    <SettingList
      query={useQuery(conferencesQuery)}
      columns={columns}
      icon={Presentation}
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
          queryKey={conferencesQuery.queryKey}
          add={(body) => call(api.POST("/api/v1/conferences", { body }))}
        />
      )}
    >
      {(open, close) => <ConferenceDrawer key={open.id} conference={open} onClose={close} />}
    </SettingList>
  );
}
