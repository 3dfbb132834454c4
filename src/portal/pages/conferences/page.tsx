import { useQuery } from "@tanstack/react-query";
import { Presentation } from "lucide-react";
import { useMemo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { conferencesQuery } from "../../api/queries.ts";
import type { Conference } from "../../api/types.ts";
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
      queryKey={conferencesQuery.queryKey}
      columns={columns}
      icon={Presentation}
      texts={{
        ...{ title: t("nav"), text: t("text"), add: t("add.button"), placeholder: t("add.placeholder") },
        ...{ empty: t("empty"), emptyText: t("empty-text") },
      }}
      add={async (body) => (await call(api.POST("/api/v1/conferences", { body }))).id}
    >
      {(open, close) => <ConferenceDrawer key={open.id} conference={open} onClose={close} />}
    </SettingList>
  );
}
