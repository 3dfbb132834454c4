import { Button, Group, Modal, Select, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { ErrorState } from "../../components/states.tsx";
import { directoryQuery } from "../../api/queries.ts";
import type { VoiceMessage } from "./message-row.tsx";
import { useOwnUser } from "../../session/own-settings.ts";

interface ForwardDialogProps {
  readonly message: VoiceMessage;
  readonly onClose: () => void;
}

/** Sends a colleague a copy. */
export function ForwardDialog({ message: { id }, onClose }: ForwardDialogProps): ReactElement {
  const { t } = useTranslation("my-voicemail");
  const { t: common } = useTranslation();
  const own = useOwnUser();
  const { data = [], isPending } = useQuery(directoryQuery);
  const [to, setTo] = useState<string | null>(null);
  const colleagues = data.filter(({ userId }) => userId !== own.id);
  const forward = useMutation({
    mutationFn: (colleague: string) =>
      call(api.POST("/api/v1/voicemails/{id}/forward", { params: { path: { id } }, body: { to: colleague } })),
    onSuccess: (_copy, colleague) => {
      const name = colleagues.find(({ userId }) => userId === colleague)?.name ?? "";
      notifications.show({ color: "green", message: t("forwarded", { name }) });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t("forward-title")}>
      <Stack>
        {forward.isError && <ErrorState error={forward.error} />}
        <Select
          label={t("colleague")}
          placeholder={t("colleague-placeholder")}
          searchable
          data-autofocus
          disabled={isPending}
          nothingFoundMessage={t("no-colleague")}
          data={colleagues.map(({ userId, name, extension }) => ({ value: userId, label: `${name} · ${extension}` }))}
          value={to}
          onChange={setTo}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {common("cancel")}
          </Button>
          <Button disabled={to === null} loading={forward.isPending} onClick={() => to !== null && forward.mutate(to)}>
            {t("forward")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
