import { Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { Loaded } from "../../components/states.tsx";
import { useFormat } from "../../components/time.tsx";
import { companyUsageQuery } from "./queries.ts";

const MEGABYTE = 1_000_000;

/** What the company uses in this month. */
export function CompanyUsage({ id }: { readonly id: string }): ReactElement {
  const { t } = useTranslation("companies");
  const { number, money } = useFormat();
  const query = useQuery(companyUsageQuery(id));
  return (
    <Loaded query={query}>
      {(usage) => {
        const rows = {
          ...{ seats: number(usage.seats), total: money(usage.total, usage.seatPrice.currency) },
          calls: number(usage.inboundCalls + usage.outboundCalls + usage.internalCalls),
          "minutes-out": number(usage.outboundMinutes),
          "minutes-in": number(usage.inboundMinutes),
          ...{ now: number(usage.callsNow), storage: `${number(Math.round(usage.storedBytes / MEGABYTE))} MB` },
        };
        return (
          <Table aria-label={t("tabs.usage")}>
            <Table.Tbody>
              {(Object.keys(rows) as (keyof typeof rows)[]).map((row) => (
                <Table.Tr key={row}>
                  <Table.Th scope="row">{t(`usage.${row}`)}</Table.Th>
                  <Table.Td>{rows[row]}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        );
      }}
    </Loaded>
  );
}
