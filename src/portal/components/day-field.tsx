import { Text, TextInput } from "@mantine/core";
import type { ReactElement } from "react";

interface DayFieldProps {
  readonly label: string;
  /** Inside of the field. */
  readonly word: string;
  /** As "2026-11-29", of the reader's zone. */
  readonly value: string | undefined;
  readonly onChange: (day: string | undefined) => void;
}

/** A day by which a list is narrowed. */
export function DayField({ label, word, value, onChange }: DayFieldProps): ReactElement {
  return (
    <TextInput
      type="date"
      leftSection={<Text size="xs">{word}</Text>}
      leftSectionWidth={40}
      aria-label={label}
      title={label}
      value={value ?? ""}
      onChange={({ currentTarget }) => onChange(currentTarget.value === "" ? undefined : currentTarget.value)}
    />
  );
}
