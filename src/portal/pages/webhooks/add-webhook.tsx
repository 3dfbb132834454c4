import { Button, Group, Stack } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { AddDialog } from "../../components/add-dialog.tsx";
import type { AddingForm } from "../../components/setting-list.tsx";
import { ShownOnce } from "../../components/shown-once.tsx";
import { webhooksQuery } from "./queries.ts";
import { WebhookFields, type WebhookValues } from "./webhook-fields.tsx";

const EMPTY: WebhookValues = { name: "", url: "", events: null };

export function AddWebhook({ opened, onClose, onAdded }: AddingForm): ReactElement {
  const { t } = useTranslation("webhooks");
  return (
    <AddDialog
      {...{ opened, onClose }}
      title={t("add.button")}
      action={t("add.action")}
      first={EMPTY}
      add={(body) => call(api.POST("/api/v1/webhooks", { body }))}
      queryKey={webhooksQuery.queryKey}
      done={({ id, name, secret }) => (
        <Stack>
          <ShownOnce label={t("secret.label", { name })} secret={secret} />
          <Group justify="flex-end">
            <Button onClick={() => onAdded(id)}>{t("secret.done")}</Button>
          </Group>
        </Stack>
      )}
    >
      {(fields) => <WebhookFields {...fields} />}
    </AddDialog>
  );
}
