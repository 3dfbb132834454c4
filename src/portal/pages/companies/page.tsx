import { Badge, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Building2, Plus } from "lucide-react";
import { useMemo, useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { DataTable } from "../../components/data-table.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { EmptyState } from "../../components/states.tsx";
import type { Column } from "../../components/table-features.ts";
import { useFormat } from "../../components/time.tsx";
import { useSearchWord } from "../../components/use-search-word.ts";
import { AddCompany } from "./add-company.tsx";
import { CompanyDrawer } from "./company-drawer.tsx";
import { companiesQuery, type Company } from "./queries.ts";

const idOf = ({ id }: Company): string => id;

/** Every company that the provider hosts. */
export function Page(): ReactElement {
  const { t } = useTranslation("companies");
  const query = useQuery(companiesQuery);
  const [open, setOpen] = useSearchWord("open");
  const [isAdding, setAdding] = useState(false);
  const columns = useColumns();
  const company = query.data?.find(({ id }) => id === open);
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
        onOpen={({ id }) => setOpen(id)}
        openId={open}
        sortedBy="name"
        empty={<EmptyState icon={Building2} title={t("none")} text={t("none-text")} action={add} />}
      />
      {company !== undefined && <CompanyDrawer key={company.id} company={company} onClose={() => setOpen(undefined)} />}
      <AddCompany opened={isAdding} onClose={() => setAdding(false)} />
    </>
  );
}

function useColumns(): readonly Column<Company>[] {
  const { t } = useTranslation("companies");
  const { money, number } = useFormat();
  return useMemo(
    (): readonly Column<Company>[] => [
      { id: "name", header: t("columns.name"), value: ({ name }) => name },
      {
        ...{ id: "seats", header: t("columns.seats"), width: "100px" },
        value: ({ seats }) => seats,
        cell: ({ seats }) => number(seats),
      },
      {
        ...{ id: "numbers", header: t("columns.numbers"), width: "120px", from: "sm" },
        value: ({ phoneNumbers }) => phoneNumbers,
        cell: ({ phoneNumbers }) => number(phoneNumbers),
      },
      {
        ...{ id: "price", header: t("columns.price"), width: "150px", from: "md" },
        value: ({ seatPrice }) => Number(seatPrice.amount),
        cell: ({ seatPrice }) => money(seatPrice.amount, seatPrice.currency),
      },
      {
        ...{ id: "state", header: t("columns.state"), width: "130px" },
        value: ({ suspension }) => (suspension === null ? t("active") : t("suspended")),
        cell: ({ suspension }) =>
          suspension === null ? (
            t("active")
          ) : (
            <Badge color="red.8" variant="filled">
              {t("suspended")}
            </Badge>
          ),
      },
    ],
    [t, money, number],
  );
}
