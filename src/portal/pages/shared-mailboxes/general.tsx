import { Button, Group, PasswordInput, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import type { SharedMailbox } from "../../api/types.ts";
import { MailboxLock } from "../../components/mailbox-lock.tsx";
import { RemoveSetting } from "../../components/remove-setting.tsx";
import { ErrorState } from "../../components/states.tsx";
import type { Editing } from "../../components/use-editing.ts";
import { faultAt } from "../../i18n/problem-text.ts";

const SHORTEST_PIN = 4;

interface GeneralProps {
  readonly mailbox: SharedMailbox;
  readonly editing: Editing<SharedMailbox>;
  readonly remove: (query: { readonly reassignTo?: string }) => Promise<unknown>;
  readonly onRemoved: () => void;
}

export function General({ mailbox, editing, remove, onRemoved }: GeneralProps): ReactElement {
  const { value, set, faultOf } = editing;
  const { t } = useTranslation("shared-mailboxes");
  return (
    <Stack>
      <TextInput
        label={t("fields.name")}
        value={value.name}
        error={faultOf("/name")}
        onChange={({ currentTarget }) => set("name", currentTarget.value)}
      />
      <TextInput
        label={t("fields.extension")}
        inputMode="numeric"
        value={value.extension}
        error={faultOf("/extension")}
        onChange={({ currentTarget }) => set("extension", currentTarget.value)}
      />
      <Select
        label={t("fields.language")}
        allowDeselect={false}
        value={value.language}
        data={[
          { value: "en", label: "English" },
          { value: "fr", label: "Français" },
        ]}
        onChange={(language) => language !== null && set("language", language)}
      />
      <Switch
        label={t("fields.call-back")}
        checked={value.callBack}
        onChange={({ currentTarget }) => set("callBack", currentTarget.checked)}
      />
      <MailboxLock mailbox={{ id: mailbox.id, isShared: true }} />
      <Pin mailbox={mailbox} />
      <div>
        <RemoveSetting name={value.name} remove={remove} onRemoved={onRemoved} />
      </div>
    </Stack>
  );
}

/** What opens the mailbox at any phone; it can be set and taken away, never read. */
function Pin({ mailbox: { id, hasPin } }: { readonly mailbox: SharedMailbox }): ReactElement {
  const { t } = useTranslation("shared-mailboxes");
  const queryClient = useQueryClient();
  const [pin, setPin] = useState("");
  const save = useMutation({
    mutationFn: (to: string | null) =>
      call(api.PATCH("/api/v1/shared-mailboxes/{id}", { params: { path: { id } }, body: { pin: to } })),
    onSuccess: () => setPin(""),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["shared-mailboxes"] }),
  });
  const fault = faultAt(save.error, "/pin");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(pin);
      }}
    >
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {t(hasPin ? "pin.set" : "pin.unset")}
        </Text>
        {save.isError && fault === undefined && <ErrorState error={save.error} />}
        <Group align="flex-end">
          <PasswordInput
            w={220}
            label={t("pin.label")}
            description={t("pin.rule")}
            inputMode="numeric"
            autoComplete="off"
            maxLength={10}
            value={pin}
            error={fault}
            onChange={({ currentTarget }) => setPin(currentTarget.value.replace(/\D/g, ""))}
          />
          <Button type="submit" variant="default" disabled={pin.length < SHORTEST_PIN} loading={save.isPending}>
            {t("pin.save")}
          </Button>
          {hasPin && (
            <Button variant="subtle" color="gray" onClick={() => save.mutate(null)}>
              {t("pin.remove")}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}
