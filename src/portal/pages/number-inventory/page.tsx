import { Button, Select, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Hash, Plus } from "lucide-react";
import { useMemo, useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { paths } from "../../../api-client/schema.d.ts";
import { api, call, callAll } from "../../api/client.ts";
import { DataTable } from "../../components/data-table.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { EmptyState, ErrorState } from "../../components/states.tsx";
import type { Column } from "../../components/table-features.ts";
import { companiesQuery, type Company } from "../companies/queries.ts";
import { AddNumbers } from "./add-numbers.tsx";

type Held = paths["/api/v1/number-inventory"]["get"]["responses"][200]["content"]["application/json"]["items"][number];
interface Assignment {
  readonly number: string;
  readonly tenantId: string | null;
}
const idOf = ({ number }: Held): string => number;

/** The provider's numbers, and which company has each. */
export function Page(): ReactElement {
  const { t } = useTranslation("number-inventory");
  const queryClient = useQueryClient();
  const query = useQuery({
    queryKey: ["number-inventory"],
    queryFn: ({ signal }) => callAll((query) => api.GET("/api/v1/number-inventory", { signal, params: { query } })),
  });
  const { data: companies } = useQuery(companiesQuery);
  const [isAdding, setAdding] = useState(false);
  const onChanged = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ["number-inventory"] });
  const assign = useMutation({
    mutationFn: ({ number, tenantId }: Assignment) =>
      call(api.PATCH("/api/v1/number-inventory/{number}", { params: { path: { number } }, body: { tenantId } })),
    onSettled: onChanged,
  });
  const remove = useMutation({
    mutationFn: async (numbers: readonly Held[]) => {
      for (const { number } of numbers)
        await call(api.DELETE("/api/v1/number-inventory/{number}", { params: { path: { number } } }));
    },
    onSettled: onChanged,
  });
  const columns = useColumns(companies, assign.mutate);
  const failure = assign.error ?? remove.error;
  const add = (
    <Button leftSection={<Plus size={18} aria-hidden />} onClick={() => setAdding(true)}>
      {t("add.button")}
    </Button>
  );
  return (
    <>
      <PageHeader title={t("nav")} text={t("text")} actions={add} />
      {failure !== null && <ErrorState error={failure} />}
      <DataTable
        label={t("nav")}
        columns={columns}
        items={query.data}
        idOf={idOf}
        error={query.error}
        onAgain={() => void query.refetch()}
        sortedBy="number"
        bulk={(selected, clear) => (
          <Button
            size="compact-sm"
            variant="default"
            loading={remove.isPending}
            disabled={selected.some(({ tenantId }) => tenantId !== null)}
            onClick={() => remove.mutate(selected, { onSuccess: clear })}
          >
            {t("remove")}
          </Button>
        )}
        empty={<EmptyState icon={Hash} title={t("none")} text={t("none-text")} action={add} />}
      />
      <AddNumbers opened={isAdding} companies={companies ?? []} onClose={() => setAdding(false)} />
    </>
  );
}

function useColumns(
  companies: readonly Company[] | undefined,
  assign: (change: Assignment) => void,
): readonly Column<Held>[] {
  const { t } = useTranslation("number-inventory");
  return useMemo((): readonly Column<Held>[] => {
    const choices = (companies ?? []).map(({ id, name }) => ({ value: id, label: name }));
    const data = [{ value: "", label: t("free") }, ...choices];
    return [
      { id: "number", header: t("columns.number"), value: ({ number }) => number },
      {
        ...{ id: "company", header: t("columns.company"), value: ({ tenantName }) => tenantName ?? t("free") },
        cell: ({ number, tenantId }) => (
          <Select
            size="xs"
            searchable
            allowDeselect={false}
            aria-label={t("company-of", { number })}
            data={data}
            value={tenantId ?? ""}
            onChange={(value) => assign({ number, tenantId: value === "" ? null : value })}
          />
        ),
      },
      {
        ...{ id: "use", header: t("columns.use"), width: "150px", from: "sm" },
        value: ({ inUse, tenantId }) => t(tenantId === null ? "free" : inUse ? "in-use" : "spare"),
      },
      {
        ...{ id: "note", header: t("columns.note"), from: "md", value: ({ note }) => note ?? "" },
        cell: ({ note }) => (
          <Text size="sm" truncate>
            {note}
          </Text>
        ),
      },
    ];
  }, [t, companies, assign]);
}
