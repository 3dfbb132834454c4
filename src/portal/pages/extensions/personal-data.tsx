import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Download, Eraser } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import type { User } from "../../api/types.ts";
import { ErrorState } from "../../components/states.tsx";
import { OVER_ALL } from "../../theme/theme.ts";

interface PersonalDataProps {
  readonly user: User;
  readonly onErased: () => void;
}

/** All that is kept of a person: handed over, or erased. */
export function PersonalData({ user, onErased }: PersonalDataProps): ReactElement {
  const { t } = useTranslation("extensions");
  const [isErasing, setErasing] = useState(false);
  const close = (): void => setErasing(false);
  return (
    <Stack gap="sm" align="flex-start">
      <Text size="sm" fw={500}>
        {t("personal-data.title")}
      </Text>
      <Button
        variant="default"
        component="a"
        href={`/api/v1/users/${user.id}/personal-data`}
        download={`personal-data-${user.extension}.zip`}
        leftSection={<Download size={16} aria-hidden />}
      >
        {t("personal-data.export")}
      </Button>
      <Button
        variant="subtle"
        color="red"
        c="var(--mantine-color-error)"
        leftSection={<Eraser size={16} aria-hidden />}
        onClick={() => setErasing(true)}
      >
        {t("personal-data.erase")}
      </Button>
      <Modal
        zIndex={OVER_ALL}
        opened={isErasing}
        onClose={close}
        title={t("personal-data.erase-title", { name: user.name })}
      >
        <Erase user={user} onErased={onErased} onClose={close} />
      </Modal>
    </Stack>
  );
}

/** The person's name is typed: nothing of them comes back. */
function Erase({ user, onErased, onClose }: PersonalDataProps & { readonly onClose: () => void }): ReactElement {
  const { t } = useTranslation(["extensions", "common"]);
  const queryClient = useQueryClient();
  const [typed, setTyped] = useState("");
  const erasing = useMutation({
    mutationFn: () =>
      call(
        api.DELETE("/api/v1/users/{id}/personal-data", {
          params: { path: { id: user.id }, query: { reassignTo: "none" } },
        }),
      ),
    onSuccess: async ({ stillNamedIn }) => {
      const others = t("personal-data.still-named", { count: stillNamedIn.length });
      const message = [t("personal-data.erased"), ...(stillNamedIn.length === 0 ? [] : [others])].join(" ");
      notifications.show({ message, color: "green" });
      onErased();
      await queryClient.invalidateQueries();
    },
  });
  const isConfirmed = typed.trim() === user.name;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isConfirmed) erasing.mutate();
      }}
    >
      <Stack>
        {erasing.isError && <ErrorState error={erasing.error} />}
        <Text size="sm">{t("personal-data.erase-text")}</Text>
        <TextInput
          label={t("personal-data.type", { name: user.name })}
          autoComplete="off"
          data-autofocus
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <Button type="submit" color="red.8" disabled={!isConfirmed} loading={erasing.isPending}>
            {t("personal-data.erase")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
