import { SegmentedControl } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { choose, type Language } from "../i18n/i18n.ts";

/** Each language by its own name, for one who can't read the other. */
const NAMES = [
  { value: "en", label: "English" },
  { value: "fr", label: "Français" },
];

export function LanguageSwitch({ onChange }: { readonly onChange?: (language: Language) => void }): ReactElement {
  const { t, i18n } = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t("menu.language")}
      data={NAMES}
      value={i18n.language}
      onChange={(value) => {
        const language = value as Language;
        void choose(language);
        onChange?.(language);
      }}
    />
  );
}
