import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { ApiProblem, isConflict } from "../api/problem.ts";
import { faultText } from "../i18n/problem-text.ts";

/** A setting as it is stored, with the version that a change is made from. */
interface Versioned {
  readonly version: number;
}

export interface EditingOptions<Saved extends Versioned> {
  readonly saved: Saved;
  /** Sends what has changed, made from this version (`ifMatch`), and gives what is stored then. */
  readonly save: (changed: Partial<Saved>, version: number) => Promise<unknown>;
  /** Reads anew, after another administrator's change. */
  readonly read: () => Promise<Saved>;
  /** Whatever shows the setting must be read again: `queryClient.invalidateQueries`. */
  readonly onSaved?: () => void | Promise<void>;
}

export interface Conflict<Saved> {
  readonly theirs: Saved;
  readonly mine: Partial<Saved>;
}

export interface Editing<Saved extends Versioned> {
  /** As it would be saved. */
  readonly value: Saved;
  readonly isDirty: boolean;
  readonly set: <Field extends keyof Saved>(field: Field, value: Saved[Field]) => void;
  /** What is wrong with a field, by its JSON pointer: "/voicemail/answerTimeSeconds". */
  readonly faultOf: (pointer: string) => string | undefined;
  /** Why it couldn't be saved. */
  readonly failure: unknown;
  readonly isSaving: boolean;
  readonly save: () => void;
  readonly reset: () => void;
  /** Another administrator has changed it since it was read. */
  readonly conflict: Conflict<Saved> | undefined;
  readonly keepMine: () => void;
  readonly takeTheirs: () => void;
}

interface Draft<Saved> {
  /** What the changes were made from: a newer one that comes in meanwhile is a conflict, not a silent loss. */
  readonly base: Saved;
  readonly changed: Partial<Saved>;
}

/**
 * One form over one setting: what was typed lies over what is stored until it is saved. Only what has changed is sent, and says
 * from which version.
 */
export function useEditing<Saved extends Versioned>(options: EditingOptions<Saved>): Editing<Saved> {
  const { saved, save, read, onSaved } = options;
  const [draft, setDraft] = useState<Draft<Saved>>();
  const [conflict, setConflict] = useState<Conflict<Saved>>();
  const base = draft?.base ?? saved;
  const changed = draft?.changed ?? {};
  const typed = useRef<Partial<Saved>>(changed);
  typed.current = changed;
  const saving = useMutation({
    mutationFn: ({ changed, version }: { readonly changed: Partial<Saved>; readonly version: number }) =>
      save(changed, version),
    onSuccess: async (_answer, { changed: sent }) => {
      await onSaved?.();
      // What was typed while it was saved stays, over what is stored now.
      const stored = Object.keys(laterThan(sent, typed.current)).length > 0 ? await read() : undefined;
      const later = laterThan(sent, typed.current);
      setDraft(stored === undefined ? undefined : { base: stored, changed: later });
      setConflict(undefined);
    },
    onError: async (failure, { changed: mine }) => {
      if (isConflict(failure)) setConflict({ theirs: await read(), mine });
    },
  });
  const failure = isConflict(saving.error) ? undefined : saving.error;
  const faults = failure instanceof ApiProblem ? failure.faults : [];
  return {
    value: { ...base, ...changed },
    isDirty: Object.keys(changed).length > 0,
    set: (field, value) => setDraft((before) => withField(before, saved, [field, value])),
    faultOf: (pointer) => {
      const fault =
        faults.find(({ field }) => field === pointer) ?? faults.find(({ field }) => field.startsWith(`${pointer}/`));
      return fault === undefined ? undefined : faultText(fault);
    },
    failure,
    isSaving: saving.isPending,
    save: () => saving.mutate({ changed, version: base.version }),
    reset: () => {
      setDraft(undefined);
      saving.reset();
    },
    conflict,
    keepMine: () => {
      if (conflict === undefined) return;
      setDraft({ base: conflict.theirs, changed: conflict.mine });
      saving.mutate({ changed: conflict.mine, version: conflict.theirs.version });
    },
    takeTheirs: () => {
      setConflict(undefined);
      setDraft(undefined);
      saving.reset();
      void onSaved?.();
    },
  };
}

/** The draft with what is typed into one field. What was put back by hand is no change. */
function withField<Saved extends object>(
  before: Draft<Saved> | undefined,
  saved: Saved,
  [field, value]: readonly [keyof Saved, unknown],
): Draft<Saved> | undefined {
  const base = before?.base ?? saved;
  const changed = laterThan(base, { ...before?.changed, [field]: value } as Partial<Saved>);
  return Object.keys(changed).length === 0 ? undefined : { base, changed };
}

/** What is typed and differs from what was there, or was sent, before. */
function laterThan<Saved extends object>(before: Partial<Saved>, typed: Partial<Saved>): Partial<Saved> {
  const later = Object.entries(typed).filter(([field, value]) => !isSame(value, before[field as keyof Saved]));
  return Object.fromEntries(later) as Partial<Saved>;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
