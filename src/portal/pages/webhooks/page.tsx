import { Badge } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Webhook as WebhookIcon } from "lucide-react";
import { useMemo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { SettingList } from "../../components/setting-list.tsx";
import type { Column } from "../../components/table-features.ts";
import { AddWebhook } from "./add-webhook.tsx";
import { webhooksQuery, type Webhook } from "./queries.ts";
import { WebhookDrawer } from "./webhook-drawer.tsx";

/** Programs that are told of events by HTTP. */
export function Page(): ReactElement {
  const { t } = useTranslation("webhooks");
  return (
    <SettingList
      query={useQuery(webhooksQuery)}
      columns={useColumns()}
      sortedBy="name"
      icon={WebhookIcon}
      texts={{
        ...{ title: t("nav"), text: t("text"), add: t("add.button") },
        ...{ empty: t("empty"), emptyText: t("empty-text") },
      }}
      adding={(form) => <AddWebhook {...form} />}
    >
      {(open, close) => <WebhookDrawer key={open.id} webhook={open} onClose={close} />}
    </SettingList>
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
        width: "190px",
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
