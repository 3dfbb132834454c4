import { Badge, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Plus, Webhook as WebhookIcon } from "lucide-react";
import { useMemo, useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { DataTable } from "../../components/data-table.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { EmptyState } from "../../components/states.tsx";
import type { Column } from "../../components/table-features.ts";
import { useSearchWord } from "../../components/use-search-word.ts";
import { AddWebhook } from "./add-webhook.tsx";
import { webhooksQuery, type Webhook } from "./queries.ts";
import { WebhookDrawer } from "./webhook-drawer.tsx";

const idOf = ({ id }: Webhook): string => id;

/** Programs that are told of events by HTTP. */
export function Page(): ReactElement {
  const { t } = useTranslation("webhooks");
  const query = useQuery(webhooksQuery);
  const [openId, setOpenId] = useSearchWord("open");
  const [isAdding, setAdding] = useState(false);
  const columns = useColumns();
  const open = query.data?.find(({ id }) => id === openId);
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
        sortedBy="name"
        empty={<EmptyState icon={WebhookIcon} title={t("empty")} text={t("empty-text")} action={add} />}
      />
      {open !== undefined && <WebhookDrawer key={open.id} webhook={open} onClose={() => setOpenId(undefined)} />}
      <AddWebhook opened={isAdding} onClose={() => setAdding(false)} />
    </>
  );
}

function useColumns(): readonly Column<Webhook>[] {
  const { t } = useTranslation("webhooks");
  return useMemo(() => {
    const stateOf = ({ enabled, disabledBecause }: Webhook): "on" | "off" | "failing" =>
      enabled ? "on" : disabledBecause === null ? "off" : "failing";
    return [
      { id: "name", header: t("fields.name"), width: "30%", value: ({ name }) => name },
      { id: "url", header: t("fields.url"), from: "sm", value: ({ url }) => url },
      {
        id: "events",
        header: t("fields.events"),
        from: "md",
        width: "140px",
        value: ({ events }) => (events === null ? t("all-events") : t("some-events", { count: events.length })),
      },
      {
        id: "state",
        header: t("columns.state"),
        width: "170px",
        value: (webhook) => t(`states.${stateOf(webhook)}`),
        cell: (webhook) => (
          <Badge variant="light" color={{ on: "green", off: "gray", failing: "red" }[stateOf(webhook)]}>
            {t(`states.${stateOf(webhook)}`)}
          </Badge>
        ),
      },
    ];
  }, [t]);
}
