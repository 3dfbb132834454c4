import { Button, List, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { Undo2 } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { ApiProblem } from "../../api/problem.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import type { JournalWords } from "./in-words.ts";
import type { Entry } from "./queries.ts";

interface UndoProps {
  readonly entry: Entry;
  readonly words: JournalWords;
  readonly onUndone: () => void;
}

/** The way back: all of a change, or nothing where a later one touched the same. */
export function Undo({ entry, words, onUndone }: UndoProps): ReactElement {
  const { t } = useTranslation("journal");
  const queryClient = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const [since, setSince] = useState<readonly string[]>([]);
  if (!entry.undoable)
    return (
      <Text size="sm" c="dimmed">
        {t("undo.not")}
      </Text>
    );
  const undo = async (): Promise<void> => {
    setSince([]);
    try {
      const { notUndone } = await call(api.POST("/api/v1/audit/{id}/undo", { params: { path: { id: entry.id } } }));
      const kept = [...new Set(notUndone.map(({ field }) => words.field(field)))].join(", ");
      notifications.show({
        color: notUndone.length === 0 ? "green" : "orange",
        message: notUndone.length === 0 ? t("undo.done") : t("undo.done-but", { fields: kept }),
      });
    } catch (failure) {
      setSince(changedSince(failure).map(({ field }) => words.field(field)));
      throw failure;
    }
    onUndone();
    await queryClient.invalidateQueries();
  };
  return (
    <div>
      <Button variant="default" leftSection={<Undo2 size={16} aria-hidden />} onClick={() => setAsking(true)}>
        {t("undo.action")}
      </Button>
      <ConfirmDialog
        opened={isAsking}
        title={t("undo.title")}
        action={t("undo.action")}
        onConfirm={undo}
        onClose={() => setAsking(false)}
      >
        <Text size="sm">{t("undo.text", { what: words.what(entry) })}</Text>
        {since.length > 0 && (
          <List size="sm" mt="sm">
            {[...new Set(since)].map((field) => (
              <List.Item key={field}>{field}</List.Item>
            ))}
          </List>
        )}
      </ConfirmDialog>
    </div>
  );
}

/** The fields that a later change touched too. */
function changedSince(failure: unknown): readonly { readonly field: string }[] {
  return failure instanceof ApiProblem ? (failure.document.changedSince ?? []) : [];
}
