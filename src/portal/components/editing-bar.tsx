import type { ReactElement } from "react";
import { ConflictDialog } from "./conflict-dialog.tsx";
import { SaveBar } from "./save-bar.tsx";
import type { Editing } from "./use-editing.ts";

interface EditingBarProps<Saved extends { readonly version: number }> {
  readonly editing: Editing<Saved>;
  readonly labels: Partial<Record<keyof Saved, string>>;
  readonly describe?: (field: keyof Saved, value: unknown) => string;
}

/** The end of a form of `useEditing`: the bar that saves, and the choice after another's change. */
export function EditingBar<Saved extends { readonly version: number }>(props: EditingBarProps<Saved>): ReactElement {
  const { editing, labels, describe } = props;
  const { isDirty, isSaving, failure, save, reset } = editing;
  return (
    <>
      <SaveBar {...{ isDirty, isSaving, failure }} onSave={save} onReset={reset} />
      <ConflictDialog editing={editing} labels={labels} describe={describe} />
    </>
  );
}
