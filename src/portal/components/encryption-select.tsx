import { Select } from "@mantine/core";
import { useCallback, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { Encryption } from "../api/types.ts";

const SETTINGS = ["required", "preferred", "off"] as const;
/** As the other side offers it. */
const AS_OFFERED = "as-offered";

/** An encryption setting in words, null too. */
export function useEncryptionWord(): (setting: Encryption) => string {
  const { t } = useTranslation();
  return useCallback((setting) => t(`encryption.${setting ?? AS_OFFERED}`), [t]);
}

interface EncryptionSelectProps {
  /** Whose calls they are: one sentence below the menu. */
  readonly description: string;
  readonly value: Encryption;
  readonly error?: string | undefined;
  readonly onChange: (value: Encryption) => void;
}

/** Whether the audio (SRTP) of a phone or a trunk is encrypted. */
export function EncryptionSelect({ description, value, error, onChange }: EncryptionSelectProps): ReactElement {
  const { t } = useTranslation();
  const wordOf = useEncryptionWord();
  return (
    <Select
      label={t("encryption.label")}
      description={description}
      allowDeselect={false}
      value={value ?? AS_OFFERED}
      error={error}
      data={[
        { value: AS_OFFERED, label: wordOf(null) },
        ...SETTINGS.map((setting) => ({ value: setting, label: wordOf(setting) })),
      ]}
      onChange={(chosen) => onChange(SETTINGS.find((setting) => setting === chosen) ?? null)}
    />
  );
}
