import { Button, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ConciergeBell, Plus } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { receptionistsQuery } from "../../api/queries.ts";
import type { Receptionist } from "../../api/types.ts";
import { AddSetting } from "../../components/add-setting.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { EmptyState } from "../../components/states.tsx";
import type { Column } from "../../components/table-features.ts";
import { useSearchWord } from "../../components/use-search-word.ts";
import { OpenState } from "./open-state.tsx";
import { ReceptionistForm } from "./receptionist-form.tsx";

const idOf = ({ id }: Receptionist): string => id;

/** Virtual receptionists (auto attendants, IVR): the list, or the one that is open. */
export function Page(): ReactElement {
  const { t } = useTranslation("receptionists");
  const queryClient = useQueryClient();
  const query = useQuery(receptionistsQuery);
  const [openId, setOpenId] = useSearchWord("open");
  const [isAdding, setAdding] = useState(false);
  const open = query.data?.find(({ id }) => id === openId);
  if (open !== undefined)
    return <ReceptionistForm key={open.id} receptionist={open} onClose={() => setOpenId(undefined)} />;
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
        sortedBy="extension"
        empty={<EmptyState icon={ConciergeBell} title={t("empty")} text={t("empty-text")} action={add} />}
      />
      <AddSetting
        opened={isAdding}
        title={t("add.button")}
        placeholder={t("add.placeholder")}
        add={async (body) => (await call(api.POST("/api/v1/receptionists", { body }))).id}
        onAdded={(id) => {
          setAdding(false);
          void queryClient.invalidateQueries({ queryKey: ["receptionists"] }).then(() => setOpenId(id));
        }}
        onClose={() => setAdding(false)}
      />
    </>
  );
}
