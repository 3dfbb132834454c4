import { Card, Select } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { speak, type Language } from "../../i18n/i18n.ts";
import { useOwnSettings, useOwnUser } from "../../session/own-settings.ts";

/** Each by its own name, for one who can't read the other. */
const LANGUAGES = [
  { value: "en", label: "English" },
  { value: "fr", label: "Français" },
];

/** Of the portal, of what the mailbox says, and of e-mails. */
export function LanguageCard(): ReactElement {
  const { t } = useTranslation("my-account");
  const { language } = useOwnUser();
  const change = useOwnSettings();
  return (
    <Card withBorder padding="lg">
      <Select
        label={t("language.title")}
        description={t("language.text")}
        allowDeselect={false}
        data={LANGUAGES}
        value={language}
        onChange={(value) => {
          const chosen = value as Language;
          change.mutate({ language: chosen });
          void speak(chosen);
        }}
      />
    </Card>
  );
}
