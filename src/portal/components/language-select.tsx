import { Select } from "@mantine/core";
import type { ReactElement } from "react";

/** Each by its own name, for one who can't read the other. */
const LANGUAGES = [
  { value: "en", label: "English" },
  { value: "fr", label: "Français" },
] as const;

type Language = (typeof LANGUAGES)[number]["value"];

interface LanguageSelectProps {
  readonly label: string;
  readonly description?: string;
  readonly value: Language;
  readonly error?: string | undefined;
  readonly onChange: (language: Language) => void;
}

/** What a person reads and hears. */
export function LanguageSelect({ onChange, ...props }: LanguageSelectProps): ReactElement {
  return (
    <Select
      {...props}
      allowDeselect={false}
      data={LANGUAGES}
      onChange={(language) => language !== null && onChange(language)}
    />
  );
}
