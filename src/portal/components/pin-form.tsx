import { Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { faultAt } from "../i18n/problem-text.ts";
import { savePin, type Mailbox } from "./mailbox.ts";
import { ErrorState } from "./states.tsx";

/** What says whether there is one. */
const MADE_OLD = ["users", "me", "shared-mailboxes"];
const [SHORTEST, LONGEST] = [4, 10];

interface PinFormProps {
  readonly mailbox: Mailbox;
  /** What it opens, and whether one is set. */
  readonly text: string;
  /** There is one, and the mailbox may be without. */
  readonly canRemove?: boolean;
}

/** What opens a mailbox at any phone: it can be set and taken away, never read, so it is saved by itself. */
export function PinForm({ mailbox, text, canRemove = false }: PinFormProps): ReactElement {
  const { t } = useTranslation();
  const queryClient = useQueryClient();
  const [pin, setPin] = useState("");
  const saving = useMutation({
    mutationFn: (to: string | null) => savePin(mailbox, to),
    onSuccess: (_answer, to) => {
      setPin("");
      notifications.show({ color: "green", message: t(to === null ? "pin.gone" : "pin.saved") });
    },
    onSettled: () =>
      queryClient.invalidateQueries({ predicate: ({ queryKey: [first] }) => MADE_OLD.includes(String(first)) }),
  });
  const fault = faultAt(saving.error, "/pin");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate(pin);
      }}
    >
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {text}
        </Text>
        {saving.isError && fault === undefined && <ErrorState error={saving.error} />}
        <Group align="flex-end">
          <PasswordInput
            w={220}
            label={t("pin.label")}
            description={t("pin.rule")}
            inputMode="numeric"
            autoComplete="off"
            maxLength={LONGEST}
            value={pin}
            error={fault}
            onChange={({ currentTarget }) => setPin(currentTarget.value.replace(/\D/g, ""))}
          />
          <Button type="submit" variant="default" disabled={pin.length < SHORTEST} loading={saving.isPending}>
            {t("pin.save")}
          </Button>
          {canRemove && (
            <Button variant="subtle" color="gray" onClick={() => saving.mutate(null)}>
              {t("pin.remove")}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
