import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ConciergeBell } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { receptionistsQuery } from "../../api/queries.ts";
import type { Receptionist } from "../../api/types.ts";
import { AddSetting } from "../../components/add-setting.tsx";
import { SettingList } from "../../components/setting-list.tsx";
import type { Column } from "../../components/table-features.ts";
import { OpenState } from "./open-state.tsx";
import { ReceptionistForm } from "./receptionist-form.tsx";

/** Virtual receptionists (auto attendants, IVR): the list, or the one that is open. */
export function Page(): ReactElement {
  const { t } = useTranslation("receptionists");
  const columns: readonly Column<Receptionist>[] = [
    { id: "name", header: t("columns.name"), value: ({ name }) => name },
    { id: "extension", header: t("columns.extension"), width: "140px", value: ({ extension }) => extension },
    {
      id: "keys",
      header: t("columns.keys"),
      from: "sm",
      width: "180px",
      value: ({ keys }) => Object.keys(keys).join(" "),
      cell: ({ keys }) => <Text size="sm">{Object.keys(keys).join(" ")}</Text>,
    },
    {
      id: "state",
      header: t("columns.state"),
      from: "sm",
      canSort: false,
      value: () => "",
      cell: (receptionist) => <OpenState receptionist={receptionist} />,
    },
  ];
  return (
    <SettingList
      query={useQuery(receptionistsQuery)}
      columns={columns}
      icon={ConciergeBell}
      takesPage
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
          queryKey={receptionistsQuery.queryKey}
          add={(body) => call(api.POST("/api/v1/receptionists", { body }))}
        />
      )}
    >
      {(open, close) => <ReceptionistForm key={open.id} receptionist={open} onClose={close} />}
    </SettingList>
  );
}
