import { createStore } from "./store.ts";

/** The log-in over the page: those who wait for it. */
interface Waiting {
  /** True: logged in again, by the same person. */
  readonly finish: (isLoggedIn: boolean) => void;
}

/** Set while the session has expired and the page waits. */
export const expired = createStore<Waiting | undefined>(undefined);

/** Before the first log-in no session can expire: the log-in page is shown instead. */
export const hasSession = createStore(false);

let pending: Promise<boolean> | undefined;

/** Opens the log-in over the page; all requests that meet an expired session wait for the same one. */
export function logInAgain(): Promise<boolean> {
  if (!hasSession.get()) return Promise.resolve(false);
  pending ??= new Promise<boolean>((resolve) => {
    expired.set({
      finish: (isLoggedIn) => {
        expired.set(undefined);
        pending = undefined;
        resolve(isLoggedIn);
      },
    });
  });
  return pending;
}
