import { Card, Select, Stack, Switch, Text } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { User } from "../../api/types.ts";
import { MailboxGreeting } from "../../components/mailbox-greeting.tsx";
import type { Mailbox } from "../../components/mailbox.ts";
import { PinForm } from "../../components/pin-form.tsx";
import { useOwnSettings } from "../../session/own-settings.ts";

const ANSWER_TIMES_SECONDS = [0, 5, 10, 15, 20, 25, 30, 40, 60, 90, 120];
const AFTER_EMAIL = ["keep-new", "mark-heard", "delete"] as const;

export function MailboxSettings({ user }: { readonly user: User }): ReactElement {
  const { t } = useTranslation("my-voicemail");
  return (
    <Stack>
      <AnsweringCard user={user} />
      <GreetingCard mailbox={{ id: user.id, isShared: false }} />
      <Card withBorder padding="lg">
        <Stack gap="xs">
          <Text fw={600} component="h2" fz="md">
            {t("pin.title")}
          </Text>
          <PinForm
            mailbox={{ id: user.id, isShared: false }}
            text={t(user.voicemail.pinSet ? "pin.text-set" : "pin.text")}
          />
        </Stack>
      </Card>
    </Stack>
  );
}

/** All that those who share a mailbox may set; the rest is the administrator's. */
export function GreetingCard({ mailbox }: { readonly mailbox: Mailbox }): ReactElement {
  const { t } = useTranslation("my-voicemail");
  return (
    <Card withBorder padding="lg">
      <Stack>
        <Text fw={600} component="h2" fz="md">
          {t("greeting-title")}
        </Text>
        <MailboxGreeting mailbox={mailbox} />
      </Stack>
    </Card>
  );
}

function AnsweringCard({ user: { voicemail, email } }: { readonly user: User }): ReactElement {
  const { t } = useTranslation("my-voicemail");
  const change = useOwnSettings();
  const seconds = voicemail.answerTimeSeconds;
  const times = [...new Set([...ANSWER_TIMES_SECONDS, seconds])].sort((one, other) => one - other);
  return (
    <Card withBorder padding="lg">
      <Stack>
        <Switch
          size="md"
          label={t("settings.enabled")}
          description={t("settings.enabled-text")}
          checked={voicemail.enabled}
          onChange={({ currentTarget }) => change.mutate({ voicemail: { enabled: currentTarget.checked } })}
        />
        <Select
          maw={320}
          label={t("settings.answer-time")}
          disabled={!voicemail.enabled}
          allowDeselect={false}
          data={times.map((time) => ({
            value: String(time),
            label: time === 0 ? t("settings.at-once") : t("settings.seconds", { count: time }),
          }))}
          value={String(seconds)}
          onChange={(value) => change.mutate({ voicemail: { answerTimeSeconds: Number(value) } })}
        />
        <Switch
          size="md"
          label={t("settings.e-mail")}
          description={t("settings.e-mail-text", { email })}
          checked={voicemail.emailNotification}
          onChange={({ currentTarget }) => change.mutate({ voicemail: { emailNotification: currentTarget.checked } })}
        />
        <Select
          maw={320}
          label={t("settings.after-e-mail")}
          disabled={!voicemail.emailNotification}
          allowDeselect={false}
          data={AFTER_EMAIL.map((value) => ({ value, label: t(`settings.${value}`) }))}
          value={voicemail.afterEmail}
          onChange={(value) => change.mutate({ voicemail: { afterEmail: value as (typeof AFTER_EMAIL)[number] } })}
        />
      </Stack>
    </Card>
  );
}
