import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { api, call, ifMatch } from "../../api/client.ts";
import { ApiAway, isConflict } from "../../api/problem.ts";
import type { Destination, PhoneNumber } from "../../api/types.ts";
import type { Conflict, Editing } from "../../components/use-editing.ts";

/** A number that was pointed elsewhere in the table, and isn't saved yet. */
export interface Change {
  /** As it was when it was changed. */
  readonly base: PhoneNumber;
  readonly destination: Destination | null;
  /** Why it couldn't be saved. */
  readonly failure?: unknown;
}
export type Changes = ReadonlyMap<string, Change>;

/** Where many numbers lead, as the choice between two administrators knows it: by number. */
export type Destinations = { readonly version: number } & { readonly [number: string]: Destination | null | number };

export interface EditedNumbers {
  readonly changes: Changes;
  set(numbers: readonly PhoneNumber[], destination: Destination | null): void;
  save(): void;
  reset(): void;
  readonly isSaving: boolean;
  readonly progress: Progress;
  /** What another administrator has changed in the meantime, to choose from. */
  readonly clash: Pick<Editing<Destinations>, "conflict" | "keepMine" | "takeTheirs" | "isSaving">;
}

interface Progress {
  readonly done: number;
  readonly total: number;
}
const NOTHING: Changes = new Map();

/** The changes of the whole table: each number is saved by a request of its own, and those that fail stay with their reasons. */
export function useNumbers(onSaved: (count: number) => void): EditedNumbers {
  const queryClient = useQueryClient();
  const [changes, setChanges] = useState(NOTHING);
  const [theirs, setTheirs] = useState<readonly PhoneNumber[]>([]);
  const [progress, setProgress] = useState<Progress>({ done: 0, total: 0 });
  const saving = useMutation({
    mutationFn: async (wanted: Changes) => {
      const left = new Map(wanted);
      const changedElsewhere: PhoneNumber[] = [];
      setProgress({ done: 0, total: wanted.size });
      for (const [number, change] of wanted) {
        const failure = await pointed(change);
        if (failure === undefined) left.delete(number);
        else left.set(number, { ...change, failure: isConflict(failure) ? undefined : failure });
        setChanges(new Map(left));
        setProgress({ done: wanted.size - left.size, total: wanted.size });
        if (isConflict(failure)) changedElsewhere.push(await read(number));
        // What has had no answer is not asked for each of a hundred numbers.
        if (failure instanceof ApiAway) break;
      }
      return { changedElsewhere, saved: wanted.size - left.size };
    },
    onSuccess: async ({ changedElsewhere, saved }) => {
      await queryClient.invalidateQueries({ queryKey: ["phone-numbers"] });
      void queryClient.invalidateQueries({ queryKey: ["users"] });
      setTheirs(changedElsewhere);
      if (saved > 0) onSaved(saved);
    },
  });
  const forget = (numbers: readonly PhoneNumber[]): void =>
    setChanges((before) => new Map([...before].filter(([number]) => !numbers.some((one) => one.number === number))));
  return {
    changes,
    set: useCallback((numbers, destination) => setChanges((before) => changed(before, numbers, destination)), []),
    save: () => saving.mutate(changes),
    reset: () => {
      setChanges(NOTHING);
      saving.reset();
    },
    isSaving: saving.isPending,
    progress,
    clash: {
      conflict: theirs.length === 0 ? undefined : conflictOf(theirs, changes),
      isSaving: saving.isPending,
      keepMine: () => {
        const rebased = new Map(changes);
        for (const base of theirs) {
          const mine = changes.get(base.number);
          if (mine !== undefined) rebased.set(base.number, { base, destination: mine.destination });
        }
        setTheirs([]);
        saving.mutate(rebased);
      },
      takeTheirs: () => {
        forget(theirs);
        setTheirs([]);
      },
    },
  };
}

/** Why the number couldn't be pointed there; undefined: it is. */
async function pointed({ base: { number, version }, destination }: Change): Promise<unknown> {
  try {
    const params = { path: { number } };
    await call(api.PATCH("/api/v1/phone-numbers/{number}", { params, body: { destination }, ...ifMatch(version) }));
    return undefined;
  } catch (failure) {
    return failure;
  }
}

function read(number: string): Promise<PhoneNumber> {
  return call(api.GET("/api/v1/phone-numbers/{number}", { params: { path: { number } } }));
}

function changed(before: Changes, numbers: readonly PhoneNumber[], destination: Destination | null): Changes {
  const after = new Map(before);
  for (const number of numbers) {
    const base = before.get(number.number)?.base ?? number;
    if (isSameDestination(base.destination, destination)) after.delete(number.number);
    else after.set(number.number, { base, destination });
  }
  return after;
}

function isSameDestination(one: Destination | null, other: Destination | null): boolean {
  return one?.kind === other?.kind && one?.id === other?.id;
}

function conflictOf(theirs: readonly PhoneNumber[], changes: Changes): Conflict<Destinations> {
  const by = (entries: readonly (readonly [string, Destination | null])[]): Destinations =>
    ({ ...Object.fromEntries(entries) }) as Destinations;
  return {
    theirs: by(theirs.map(({ number, destination }) => [number, destination])),
    mine: by(theirs.map(({ number }) => [number, changes.get(number)?.destination ?? null])),
  };
}
