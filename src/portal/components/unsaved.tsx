import { useBlocker } from "@tanstack/react-router";
import { useCallback, useEffect, useId, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { createStore, useStore } from "../api/store.ts";
import { ConfirmDialog } from "./confirm-dialog.tsx";

/** Forms that hold what was typed and not saved. */
const unsaved = createStore<ReadonlySet<string>>(new Set());

/** While a form is dirty, no way leads away from it without a question. What it gives says that all is saved, before that is drawn. */
export function useUnsaved(isDirty: boolean): () => void {
  const id = useId();
  const saved = useCallback(() => unsaved.set(new Set([...unsaved.get()].filter((other) => other !== id))), [id]);
  useEffect(() => {
    if (!isDirty) return;
    unsaved.set(new Set([...unsaved.get(), id]));
    return saved;
  }, [isDirty, id, saved]);
  return saved;
}

/** Tabs and filters stay on the page: nothing typed goes with them. */
const STAYS = ["tab", "filter"];

/** Asks before a page, a drawer or the window is left with something unsaved. Once, in the shell. */
export function UnsavedGuard(): ReactElement {
  const { t } = useTranslation();
  const isDirty = useStore(unsaved).size > 0;
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      unsaved.get().size > 0 &&
      (current.pathname !== next.pathname || kept(current.search as object) !== kept(next.search as object)),
    enableBeforeUnload: isDirty,
    withResolver: true,
  });
  return (
    <ConfirmDialog
      opened={blocker.status === "blocked"}
      title={t("unsaved.title")}
      action={t("unsaved.leave")}
      isDangerous
      onConfirm={() => {
        unsaved.set(new Set());
        blocker.proceed?.();
      }}
      onClose={() => blocker.reset?.()}
    >
      {t("unsaved.text")}
    </ConfirmDialog>
  );
}

function kept(search: object): string {
  return JSON.stringify(Object.entries(search).filter(([name]) => !STAYS.includes(name)));
}
