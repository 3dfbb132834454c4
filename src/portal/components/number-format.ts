import { createStore } from "../api/store.ts";
import type { writeNumber } from "./phone-number.ts";

type Write = typeof writeNumber;

/** How numbers are written: the numbering plans weigh as much as a page, so they come with the first number that is shown. */
export const numberFormat = createStore<Write | undefined>(undefined);

let coming: Promise<void> | undefined;

/** Once; where the system is away, again with the next number. */
export function loadNumberFormat(): void {
  coming ??= import("./phone-number.ts").then(
    ({ writeNumber }) => numberFormat.set(writeNumber),
    () => {
      coming = undefined;
    },
  );
}
