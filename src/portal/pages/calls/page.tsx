import { useQuery } from "@tanstack/react-query";
import { PhoneCall } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { callsQuery, queryClient } from "../../api/queries.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import { EmptyState } from "../../components/states.tsx";
import { useColumns, type Asked } from "./columns.tsx";
import { TransferDialog } from "./transfer-dialog.tsx";

/** The calls that go on: counted by the second, ended and sent elsewhere from here. */
export function Page(): ReactElement {
  const { t } = useTranslation("calls");
  const calls = useQuery(callsQuery);
  const [asked, setAsked] = useState<Asked>();
  const columns = useColumns(setAsked);
  const write = useNumberWriter();
  const close = (): void => setAsked(undefined);
  return (
    <>
      <PageHeader title={t("nav")} text={t("text")} />
      <DataTable
        label={t("nav")}
        columns={columns}
        items={calls.data}
        idOf={({ id }) => id}
        error={calls.error}
        onAgain={() => void calls.refetch()}
        empty={<EmptyState icon={PhoneCall} title={t("none")} text={t("none-text")} />}
      />
      {asked?.what === "hang-up" && (
        <ConfirmDialog
          opened
          isDangerous
          title={t("hang-up-question", { number: write(asked.call.dialled) })}
          action={t("hang-up")}
          onConfirm={() => hangUp(asked.call.id)}
          onClose={close}
        >
          {t("hang-up-text")}
        </ConfirmDialog>
      )}
      {asked?.what === "transfer" && <TransferDialog call={asked.call} onClose={close} />}
    </>
  );
}

async function hangUp(id: string): Promise<void> {
  await call(api.DELETE("/api/v1/calls/{id}", { params: { path: { id } } }));
  await queryClient.invalidateQueries({ queryKey: callsQuery.queryKey });
}
