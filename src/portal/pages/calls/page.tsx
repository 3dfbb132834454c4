import { Badge, Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { PhoneCall } from "lucide-react";
import { useMemo, useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { callsQuery, queryClient } from "../../api/queries.ts";
import type { Call } from "../../api/types.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import { EmptyState } from "../../components/states.tsx";
import type { Column } from "../../components/table-features.ts";
import { DurationSince } from "../../components/time.tsx";
import { TransferDialog } from "./transfer-dialog.tsx";

const COLOURS = { ringing: "orange", answered: "green", voicemail: "gray" } as const;

interface Asked {
  readonly what: "hang-up" | "transfer";
  readonly call: Call;
}

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

function useColumns(ask: (asked: Asked) => void): readonly Column<Call>[] {
  const { t } = useTranslation("calls");
  const write = useNumberWriter();
  return useMemo(
    () => [
      {
        id: "from",
        header: t("from"),
        value: ({ caller }) => (caller === "" ? t("withheld") : write(caller)),
      },
      { id: "to", header: t("to"), value: ({ dialled }) => write(dialled) },
      {
        id: "state",
        header: t("state"),
        width: "140px",
        value: ({ state }) => t(`states.${state}`),
        cell: ({ state }) => (
          <Badge variant="light" color={COLOURS[state]}>
            {t(`states.${state}`)}
          </Badge>
        ),
      },
      {
        id: "since",
        header: t("since"),
        from: "sm",
        width: "110px",
        value: ({ startedAt }) => startedAt,
        cell: ({ startedAt }) => <DurationSince at={startedAt} />,
      },
      {
        id: "actions",
        header: "",
        canSort: false,
        align: "right",
        width: "220px",
        from: "sm",
        value: () => "",
        cell: (one) => (
          <Group gap="xs" justify="flex-end" wrap="nowrap">
            {one.state === "answered" && (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={t("transfer-of", { number: write(one.dialled) })}
                onClick={() => ask({ what: "transfer", call: one })}
              >
                {t("transfer")}
              </Button>
            )}
            <Button
              size="compact-sm"
              variant="light"
              color="red"
              aria-label={t("hang-up-of", { number: write(one.dialled) })}
              onClick={() => ask({ what: "hang-up", call: one })}
            >
              {t("hang-up")}
            </Button>
          </Group>
        ),
      },
    ],
    [t, write, ask],
  );
}
