import { Button, Group, Modal, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { ShownOnce } from "../../components/shown-once.tsx";
import { ErrorState } from "../../components/states.tsx";
import { faultAt } from "../../i18n/problem-text.ts";
import { WebhookFields, type WebhookValues } from "./webhook-fields.tsx";

interface AddWebhookProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function AddWebhook({ opened, onClose }: AddWebhookProps): ReactElement {
  const { t } = useTranslation("webhooks");
  return (
    <Modal opened={opened} onClose={onClose} title={t("add.button")} closeOnClickOutside={false}>
      <AddForm onClose={onClose} />
    </Modal>
  );
}

function AddForm({ onClose }: Pick<AddWebhookProps, "onClose">): ReactElement {
  const { t } = useTranslation(["webhooks", "common"]);
  const queryClient = useQueryClient();
  const [value, setValue] = useState<WebhookValues>({ name: "", url: "", events: null });
  const adding = useMutation({
    mutationFn: () => call(api.POST("/api/v1/webhooks", { body: value })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["webhooks"] }),
  });
  if (adding.data !== undefined)
    return (
      <Stack>
        <ShownOnce label={t("secret.label", { name: adding.data.name })} secret={adding.data.secret} />
        <Group justify="flex-end">
          <Button onClick={onClose}>{t("secret.done")}</Button>
        </Group>
      </Stack>
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        adding.mutate();
      }}
    >
      <Stack>
        {adding.isError && <ErrorState error={adding.error} />}
        <WebhookFields
          value={value}
          set={(field, one) => setValue((before) => ({ ...before, [field]: one }))}
          faultOf={(pointer) => faultAt(adding.error, pointer)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <Button type="submit" loading={adding.isPending}>
            {t("add.action")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
