import { Badge } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Building2 } from "lucide-react";
import { useMemo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { SettingList } from "../../components/setting-list.tsx";
import type { Column } from "../../components/table-features.ts";
import { useFormat } from "../../components/time.tsx";
import { AddCompany } from "./add-company.tsx";
import { CompanyDrawer } from "./company-drawer.tsx";
import { companiesQuery, type Company } from "./queries.ts";

/** Every company that the provider hosts. */
export function Page(): ReactElement {
  const { t } = useTranslation("companies");
  return (
    <SettingList
      query={useQuery(companiesQuery)}
      columns={useColumns()}
      sortedBy="name"
      icon={Building2}
      texts={{
        ...{ title: t("nav"), text: t("text"), add: t("add.button") },
        ...{ empty: t("none"), emptyText: t("none-text") },
      }}
      adding={(form) => <AddCompany {...form} />}
    >
      {(open, close) => <CompanyDrawer key={open.id} company={open} onClose={close} />}
    </SettingList>
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
