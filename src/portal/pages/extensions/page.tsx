import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { FileSpreadsheet, Plus, Users } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { ChoiceFilter } from "../../components/choice-filter.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { EmptyState } from "../../components/states.tsx";
import { useSearchWord } from "../../components/use-search-word.ts";
import { AddUser } from "./add-user.tsx";
import { BulkActions } from "./bulk-actions.tsx";
import { useColumns } from "./columns.tsx";
import { OtherDrawer } from "./other-drawer.tsx";
import { subjectOf, useExtensionRows, type ExtensionKind } from "./rows.ts";
import { UserDrawer } from "./user-drawer.tsx";

const KINDS = ["all", "user", "ring-group", "receptionist", "conference", "shared-mailbox"] as const;

/** Everyone and everything that can be dialled in the company. */
export function Page(): ReactElement {
  const { t } = useTranslation("extensions");
  const [filter = "all", setFilter] = useSearchWord("filter");
  const [openId, setOpenId] = useSearchWord("open");
  const [isAdding, setAdding] = useState(false);
  const { rows, awaited, error, again } = useExtensionRows(filter as ExtensionKind | "all");
  const columns = useColumns();
  const open = rows?.find((row) => subjectOf(row).id === openId);
  const add = (
    <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t("add-user")}
    </Button>
  );
  const close = (): void => setOpenId(undefined);
  return (
    <>
      <PageHeader
        title={t("nav")}
        text={t("text")}
        actions={
          <>
            <Button
              variant="default"
              component={Link}
              to="/extensions/import"
              leftSection={<FileSpreadsheet size={16} aria-hidden />}
            >
              {t("import")}
            </Button>
            {add}
          </>
        }
      />
      <DataTable
        label={t("nav")}
        columns={columns}
        items={rows}
        awaited={awaited}
        idOf={(row) => subjectOf(row).id}
        error={error}
        onAgain={again}
        onOpen={(row) => setOpenId(subjectOf(row).id)}
        openId={openId}
        sortedBy="extension"
        bulk={(selected, clear) => <BulkActions rows={selected} onDone={clear} />}
        filters={
          <ChoiceFilter
            label={t("filter")}
            choices={KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))}
            value={KINDS.find((kind) => kind === filter) ?? "all"}
            onChange={(kind) => setFilter(kind === "all" ? undefined : kind)}
          />
        }
        empty={<EmptyState icon={Users} title={t("empty")} text={t("empty-text")} action={add} />}
      />
      {open?.kind === "user" && <UserDrawer key={open.user.id} user={open.user} onClose={close} />}
      {open !== undefined && open.kind !== "user" && <OtherDrawer row={open} onClose={close} />}
      <AddUser opened={isAdding} onClose={() => setAdding(false)} />
    </>
  );
}
