import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { MapPin, Plus } from "lucide-react";
import { useMemo, useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { DataTable } from "../../components/data-table.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import { EmptyState } from "../../components/states.tsx";
import type { Column } from "../../components/table-features.ts";
import { useSearchWord } from "../../components/use-search-word.ts";
import { AddSite } from "./add-site.tsx";
import { sitesQuery, type Site } from "./queries.ts";
import { SiteDrawer } from "./site-drawer.tsx";

const idOf = ({ id }: Site): string => id;

/** The places where telephones stand: where rescuers are sent to. */
export function Page(): ReactElement {
  const { t } = useTranslation("sites");
  const query = useQuery(sitesQuery);
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
        sortedBy="name"
        empty={<EmptyState icon={MapPin} title={t("empty")} text={t("empty-text")} action={add} />}
      />
      {open !== undefined && <SiteDrawer key={open.id} site={open} onClose={() => setOpenId(undefined)} />}
      <AddSite opened={isAdding} onClose={() => setAdding(false)} />
    </>
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
