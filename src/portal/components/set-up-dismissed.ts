import { createStore } from "../api/store.ts";

const KEPT_AS = "offhook.set-up";
const DISMISSED = "dismissed";

/** Whether a person has said in this browser that the first set-up needn't be offered any more. */
export const isSetUpDismissed = createStore(localStorage.getItem(KEPT_AS) === DISMISSED);

export function dismissSetUp(): void {
  localStorage.setItem(KEPT_AS, DISMISSED);
  isSetUpDismissed.set(true);
}
