import { Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { User } from "../../api/types.ts";
import { useOwnPin } from "./use-own-pin.ts";

/** What opens the mailbox at any phone; it can be set, never read. */
export function PinForm({ user }: { readonly user: User }): ReactElement {
  const { t } = useTranslation("my-voicemail");
  const [pin, setPin] = useState("");
  const { save, fault } = useOwnPin(user.id);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(pin, {
          onSuccess: () => {
            setPin("");
            notifications.show({ color: "green", message: t("pin.saved") });
          },
        });
      }}
    >
      <Stack gap="xs">
        <Text fw={600} component="h2" fz="md">
          {t("pin.title")}
        </Text>
        <Text size="sm" c="dimmed">
          {t(user.voicemail.pinSet ? "pin.text-set" : "pin.text")}
        </Text>
        <Group align="flex-end">
          <PasswordInput
            w={220}
            label={t("pin.new")}
            description={t("pin.rule")}
            inputMode="numeric"
            autoComplete="off"
            maxLength={10}
            value={pin}
            error={fault}
            onChange={({ currentTarget }) => setPin(currentTarget.value.replace(/\D/g, ""))}
          />
          <Button type="submit" disabled={pin.length < 4} loading={save.isPending}>
            {t("pin.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
