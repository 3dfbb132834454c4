import { useQuery } from "@tanstack/react-query";
import { Cable } from "lucide-react";
import { useMemo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { trunksQuery } from "../../api/queries.ts";
import type { Trunk } from "../../api/types.ts";
import { SettingList } from "../../components/setting-list.tsx";
import type { Column } from "../../components/table-features.ts";
import { AddTrunk } from "./add-trunk.tsx";
import { TrunkDrawer } from "./trunk-drawer.tsx";
import { stateOf, TrunkState } from "./trunk-state.tsx";

/** The lines to the public telephone network: SIP trunks of providers. */
export function Page(): ReactElement {
  const { t } = useTranslation("trunks");
  return (
    <SettingList
      query={useQuery(trunksQuery)}
      columns={useColumns()}
      sortedBy="name"
      icon={Cable}
      texts={{
        ...{ title: t("nav"), text: t("text"), add: t("add.button") },
        ...{ empty: t("empty"), emptyText: t("empty-text") },
      }}
      adding={(form) => <AddTrunk {...form} />}
    >
      {(open, close) => <TrunkDrawer key={open.id} trunk={open} onClose={close} />}
    </SettingList>
  );
}

function useColumns(): readonly Column<Trunk>[] {
  const { t } = useTranslation("trunks");
  return useMemo(
    () => [
      { id: "name", header: t("columns.name"), value: ({ name }) => name },
      {
        id: "state",
        header: t("columns.state"),
        width: "160px",
        value: (trunk) => t(`states.${stateOf(trunk)}`),
        cell: (trunk) => <TrunkState trunk={trunk} />,
      },
      { id: "server", header: t("columns.server"), from: "sm", value: ({ host, port }) => `${host}:${port}` },
      {
        id: "kind",
        header: t("columns.kind"),
        from: "md",
        width: "180px",
        value: ({ register }) => t(register ? "kinds.registration" : "kinds.address"),
      },
      {
        id: "priority",
        header: t("columns.priority"),
        from: "lg",
        width: "120px",
        align: "right",
        value: ({ priority }) => priority,
      },
    ],
    [t],
  );
}
