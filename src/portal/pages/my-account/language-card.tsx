import { Card } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { LanguageSelect } from "../../components/language-select.tsx";
import { speak } from "../../i18n/i18n.ts";
import { useOwnSettings, useOwnUser } from "../../session/own-settings.ts";

/** Of the portal, of what the mailbox says, and of e-mails. */
export function LanguageCard(): ReactElement {
  const { t } = useTranslation("my-account");
  const { language } = useOwnUser();
  const change = useOwnSettings();
  return (
    <Card withBorder padding="lg">
      <LanguageSelect
        label={t("language.title")}
        description={t("language.text")}
        value={language}
        onChange={(chosen) => {
          change.mutate({ language: chosen });
          void speak(chosen);
        }}
      />
    </Card>
  );
}
