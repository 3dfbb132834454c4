import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Cable, Plus } from "lucide-react";
import { useMemo, useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { trunksQuery } from "../../api/queries.ts";
import type { Trunk } from "../../api/types.ts";
import { DataTable } from "../../components/data-table.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { EmptyState } from "../../components/states.tsx";
import type { Column } from "../../components/table-features.ts";
import { useSearchWord } from "../../components/use-search-word.ts";
import { AddTrunk } from "./add-trunk.tsx";
import { TrunkDrawer } from "./trunk-drawer.tsx";
import { stateOf, TrunkState } from "./trunk-state.tsx";

const idOf = ({ id }: Trunk): string => id;

/** The lines to the public telephone network: SIP trunks of providers. */
export function Page(): ReactElement {
  const { t } = useTranslation("trunks");
  const queryClient = useQueryClient();
  const query = useQuery(trunksQuery);
  const [openId, setOpenId] = useSearchWord("open");
  const [isAdding, setAdding] = useState(false);
  const columns = useColumns();
  const open = query.data?.find(({ id }) => id === openId);
  const add = (
    <Button leftSection={<Plus size={18} aria-hidden />} onClick={() => setAdding(true)}>
      {t("add.button")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("nav")} text={t("text")} actions={add} />
      <DataTable
        label={t("nav")}
        columns={columns}
        items={query.data}
        idOf={idOf}
        error={query.error}
        onAgain={() => void query.refetch()}
        onOpen={({ id }) => setOpenId(id)}
        openId={openId}
        empty={<EmptyState icon={Cable} title={t("empty")} text={t("empty-text")} action={add} />}
      />
      {open !== undefined && <TrunkDrawer key={open.id} trunk={open} onClose={() => setOpenId(undefined)} />}
      <AddTrunk
        opened={isAdding}
        onAdded={(id) => {
          setAdding(false);
          void queryClient.invalidateQueries({ queryKey: ["trunks"] }).then(() => setOpenId(id));
        }}
        onClose={() => setAdding(false)}
      />
    </>
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
