import { useQuery } from "@tanstack/react-query";
import { Gauge } from "lucide-react";
import { useMemo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { paths } from "../../../api-client/schema.d.ts";
import { api, callAll } from "../../api/client.ts";
import { DataTable } from "../../components/data-table.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { EmptyState } from "../../components/states.tsx";
import type { Column } from "../../components/table-features.ts";
import { useFormat } from "../../components/time.tsx";

type Usage = paths["/api/v1/tenants/usage"]["get"]["responses"][200]["content"]["application/json"]["items"][number];
const idOf = ({ tenantId }: Usage): string => tenantId;
const MEGABYTE = 1_000_000;

/** What every company uses in this month. */
export function Page(): ReactElement {
  const { t } = useTranslation("usage");
  const query = useQuery({
    queryKey: ["tenants", "usage"],
    queryFn: ({ signal }) => callAll((query) => api.GET("/api/v1/tenants/usage", { signal, params: { query } })),
  });
  const columns = useColumns();
  return (
    <>
      <PageHeader title={t("nav")} text={t("text")} />
      <DataTable
        label={t("nav")}
        columns={columns}
        items={query.data}
        idOf={idOf}
        error={query.error}
        onAgain={() => void query.refetch()}
        sortedBy="name"
        empty={<EmptyState icon={Gauge} title={t("none")} />}
      />
    </>
  );
}

function useColumns(): readonly Column<Usage>[] {
  const { t } = useTranslation("usage");
  const { number, money } = useFormat();
  return useMemo((): readonly Column<Usage>[] => {
    const count = (
      id: "seats" | "calls" | "minutes" | "storage",
      value: (usage: Usage) => number,
      from?: "sm" | "md",
    ): Column<Usage> => ({
      ...{ id, header: t(`columns.${id}`), width: "130px", value },
      ...(from !== undefined && { from }),
      cell: (usage) => number(value(usage)),
    });
    return [
      { id: "name", header: t("columns.name"), value: ({ name }) => name },
      count("seats", ({ seats }) => seats, "sm"),
      {
        ...{ id: "total", header: t("columns.total"), width: "130px", value: ({ total }) => Number(total) },
        cell: ({ total, seatPrice }) => money(total, seatPrice.currency),
      },
      count("calls", (usage) => usage.inboundCalls + usage.outboundCalls + usage.internalCalls, "sm"),
      count("minutes", ({ inboundMinutes, outboundMinutes }) => inboundMinutes + outboundMinutes, "md"),
      count("storage", ({ storedBytes }) => Math.round(storedBytes / MEGABYTE), "md"),
    ];
  }, [t, number, money]);
}
