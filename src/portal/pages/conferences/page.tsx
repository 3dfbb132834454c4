import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Presentation } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { conferencesQuery } from "../../api/queries.ts";
import type { Conference } from "../../api/types.ts";
import { AddSetting } from "../../components/add-setting.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { EmptyState } from "../../components/states.tsx";
import type { Column } from "../../components/table-features.ts";
import { useSearchWord } from "../../components/use-search-word.ts";
import { ConferenceDrawer } from "./conference-drawer.tsx";

const idOf = ({ id }: Conference): string => id;

/** Rooms that people meet in by telephone. */
export function Page(): ReactElement {
  const { t } = useTranslation("conferences");
  const queryClient = useQueryClient();
  const query = useQuery(conferencesQuery);
  const [openId, setOpenId] = useSearchWord("open");
  const [isAdding, setAdding] = useState(false);
  const open = query.data?.find(({ id }) => id === openId);
  const columns: readonly Column<Conference>[] = [
    { id: "name", header: t("columns.name"), value: ({ name }) => name },
    { id: "extension", header: t("columns.extension"), width: "140px", value: ({ extension }) => extension },
    { id: "pin", header: t("columns.pin"), width: "140px", from: "sm", value: ({ pin }) => pin ?? t("no-pin") },
    { id: "max", header: t("columns.max"), width: "120px", from: "md", value: ({ maxMembers }) => maxMembers },
  ];
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
        sortedBy="extension"
        empty={<EmptyState icon={Presentation} title={t("empty")} text={t("empty-text")} action={add} />}
      />
      {open !== undefined && <ConferenceDrawer key={open.id} conference={open} onClose={() => setOpenId(undefined)} />}
      <AddSetting
        opened={isAdding}
        title={t("add.button")}
        placeholder={t("add.placeholder")}
        add={async (body) => (await call(api.POST("/api/v1/conferences", { body }))).id}
        onAdded={(id) => {
          setAdding(false);
          void queryClient.invalidateQueries({ queryKey: ["conferences"] }).then(() => setOpenId(id));
        }}
        onClose={() => setAdding(false)}
      />
    </>
  );
}
