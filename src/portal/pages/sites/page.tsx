import { useQuery } from "@tanstack/react-query";
import { MapPin } from "lucide-react";
import { useMemo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { sitesQuery } from "../../api/queries.ts";
import type { Site } from "../../api/types.ts";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import { SettingList } from "../../components/setting-list.tsx";
import type { Column } from "../../components/table-features.ts";
import { AddSite } from "./add-site.tsx";
import { SiteDrawer } from "./site-drawer.tsx";

/** The places where telephones stand: where rescuers are sent to. */
export function Page(): ReactElement {
  const { t } = useTranslation("sites");
  return (
    <SettingList
      query={useQuery(sitesQuery)}
      columns={useColumns()}
      sortedBy="name"
      icon={MapPin}
      texts={{
        ...{ title: t("nav"), text: t("text"), add: t("add.button") },
        ...{ empty: t("empty"), emptyText: t("empty-text") },
      }}
      adding={(form) => <AddSite {...form} />}
    >
      {(open, close) => <SiteDrawer key={open.id} site={open} onClose={close} />}
    </SettingList>
  );
}

function useColumns(): readonly Column<Site>[] {
  const { t } = useTranslation("sites");
  const write = useNumberWriter();
  return useMemo(
    () => [
      { id: "name", header: t("fields.name"), width: "30%", value: ({ name }) => name },
      { id: "address", header: t("fields.address"), value: ({ address }) => address },
      {
        id: "number",
        header: t("fields.number"),
        from: "md",
        width: "220px",
        value: ({ emergencyCallerId }) => (emergencyCallerId === null ? t("own-number") : write(emergencyCallerId)),
      },
      {
        id: "contacts",
        header: t("columns.contacts"),
        from: "lg",
        width: "120px",
        align: "right",
        value: ({ contacts }) => contacts.length,
      },
    ],
    [t, write],
  );
}
