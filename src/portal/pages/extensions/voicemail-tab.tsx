import { Button, Group, PasswordInput, Select, Slider, Stack, Switch, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import type { User } from "../../api/types.ts";
import { MailboxLock } from "../../components/mailbox-lock.tsx";
import { ErrorState } from "../../components/states.tsx";
import type { TabProps } from "./general-tab.tsx";

type AfterEmail = User["voicemail"]["afterEmail"];
const AFTER: readonly AfterEmail[] = ["keep-new", "mark-heard", "delete"];
/** The slider's lowest step is "at once"; between it and the shortest ringing there is nothing. */
const [AT_ONCE, SHORTEST, LONGEST] = [0, 5, 120];

export function VoicemailTab({ editing }: TabProps): ReactElement {
  const { t } = useTranslation("extensions");
  const { voicemail } = editing.value;
  const set = (change: Partial<User["voicemail"]>): void => editing.set("voicemail", { ...voicemail, ...change });
  return (
    <Stack>
      <Switch
        label={t("voicemail.enabled")}
        description={t("voicemail.enabled-text")}
        checked={voicemail.enabled}
        onChange={({ currentTarget }) => set({ enabled: currentTarget.checked })}
      />
      {voicemail.enabled && (
        <>
          <Stack gap={4} pb="lg" px="lg">
            <Text size="sm" fw={500}>
              {voicemail.answerTimeSeconds === 0
                ? t("voicemail.at-once")
                : t("voicemail.after", { count: voicemail.answerTimeSeconds })}
            </Text>
            <Slider
              thumbLabel={t("voicemail.answer-time")}
              label={(seconds) => `${seconds} s`}
              min={AT_ONCE}
              max={LONGEST}
              step={5}
              value={voicemail.answerTimeSeconds}
              marks={[
                { value: AT_ONCE, label: t("voicemail.now") },
                { value: 30, label: "30 s" },
                { value: 60, label: "1 min" },
                { value: LONGEST, label: "2 min" },
              ]}
              onChange={(seconds) =>
                set({ answerTimeSeconds: seconds === AT_ONCE ? AT_ONCE : Math.max(SHORTEST, seconds) })
              }
            />
            {editing.faultOf("/voicemail/answerTimeSeconds") !== undefined && (
              <Text size="sm" c="var(--mantine-color-error)">
                {editing.faultOf("/voicemail/answerTimeSeconds")}
              </Text>
            )}
          </Stack>
          <Switch
            label={t("voicemail.email")}
            description={t("voicemail.email-text", { email: editing.value.email })}
            checked={voicemail.emailNotification}
            onChange={({ currentTarget }) => set({ emailNotification: currentTarget.checked })}
          />
          {voicemail.emailNotification && (
            <Select
              label={t("voicemail.after-email")}
              value={voicemail.afterEmail}
              allowDeselect={false}
              data={AFTER.map((value) => ({ value, label: t(`voicemail.after-email-${value}`) }))}
              onChange={(afterEmail) => afterEmail !== null && set({ afterEmail })}
            />
          )}
          <Switch
            label={t("voicemail.call-back")}
            checked={voicemail.callBack}
            onChange={({ currentTarget }) => set({ callBack: currentTarget.checked })}
          />
          <MailboxLock mailbox={{ id: editing.value.id, isShared: false }} />
          <PinForm user={editing.value} />
        </>
      )}
    </Stack>
  );
}

/** The PIN is shown to nobody, so it is set by itself. */
function PinForm({ user }: { readonly user: User }): ReactElement {
  const { t } = useTranslation("extensions");
  const queryClient = useQueryClient();
  const [pin, setPin] = useState("");
  const save = useMutation({
    mutationFn: () =>
      call(api.PATCH("/api/v1/users/{id}/voicemail", { params: { path: { id: user.id } }, body: { pin } })),
    onSuccess: async () => {
      setPin("");
      notifications.show({ message: t("voicemail.pin-saved"), color: "green" });
      await queryClient.invalidateQueries({ queryKey: ["users"] });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack gap="xs">
        {save.isError && <ErrorState error={save.error} />}
        <Group align="flex-end" gap="sm">
          <PasswordInput
            label={t("voicemail.pin")}
            description={user.voicemail.pinSet ? t("voicemail.pin-set") : t("voicemail.pin-unset")}
            inputMode="numeric"
            autoComplete="off"
            pattern="[0-9]{4,10}"
            title={t("voicemail.pin-rule")}
            required
            withAsterisk={false}
            flex={1}
            value={pin}
            onChange={({ currentTarget }) => setPin(currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={save.isPending} disabled={pin === ""}>
            {t("voicemail.pin-save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
