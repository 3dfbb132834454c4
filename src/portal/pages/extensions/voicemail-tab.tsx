import { Select, Slider, Stack, Switch, Text } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { User } from "../../api/types.ts";
import { MailboxLock } from "../../components/mailbox-lock.tsx";
import { PinForm } from "../../components/pin-form.tsx";
import type { TabProps } from "./general-tab.tsx";

type AfterEmail = User["voicemail"]["afterEmail"];
const AFTER: readonly AfterEmail[] = ["keep-new", "mark-heard", "delete"];
/** The slider's lowest step is "at once"; between it and the shortest ringing there is nothing. */
const [AT_ONCE, SHORTEST, LONGEST] = [0, 5, 120];

export function VoicemailTab({ editing }: TabProps): ReactElement {
  const { t } = useTranslation("extensions");
  const { id, voicemail } = editing.value;
  const mailbox = { id, isShared: false };
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
          <MailboxLock mailbox={mailbox} />
          <PinForm mailbox={mailbox} text={t(voicemail.pinSet ? "voicemail.pin-set" : "voicemail.pin-unset")} />
        </>
      )}
    </Stack>
  );
}
