import { Button, Group, Paper, Text, Transition } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useProblemText } from "../i18n/problem-text.ts";
import classes from "./save-bar.module.css";
import { useUnsaved } from "./unsaved.tsx";

interface SaveBarProps {
  readonly isDirty: boolean;
  readonly isSaving: boolean;
  /** Why it couldn't be saved; null or undefined: it could. */
  readonly failure: unknown;
  readonly onSave: () => void;
  readonly onReset: () => void;
  /** Says how much, where that is known: "3 changes". */
  readonly text?: string;
}

/** Stands at the bottom while something isn't saved. */
export function SaveBar({ isDirty, isSaving, failure, onSave, onReset, text }: SaveBarProps): ReactElement {
  const { t } = useTranslation();
  const textOf = useProblemText();
  useUnsaved(isDirty);
  return (
    <Transition mounted={isDirty} transition="slide-up" duration={150}>
      {(style) => (
        <Paper
          className={classes["bar"]}
          style={style}
          shadow="md"
          withBorder
          role="region"
          aria-label={t("save.label")}
        >
          <Group justify="space-between" gap="sm">
            <Text size="sm" {...(failure != null && { c: "var(--mantine-color-error)", role: "alert" as const })}>
              {failure == null ? (text ?? t("save.unsaved")) : textOf(failure)}
            </Text>
            <Group gap="sm">
              <Button variant="default" onClick={onReset} disabled={isSaving}>
                {t("save.discard")}
              </Button>
              <Button onClick={onSave} loading={isSaving}>
                {t("save.save")}
              </Button>
            </Group>
          </Group>
        </Paper>
      )}
    </Transition>
  );
}
