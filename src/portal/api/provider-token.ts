import { createStore } from "./store.ts";

const KEPT_AS = "offhook.provider-token";

/** The provider logs in by a token, which this tab keeps until it is closed. */
export const providerToken = createStore<string | undefined>(sessionStorage.getItem(KEPT_AS) ?? undefined);

export function keepProviderToken(token: string | undefined): void {
  if (token === undefined) sessionStorage.removeItem(KEPT_AS);
  else sessionStorage.setItem(KEPT_AS, token);
  providerToken.set(token);
}
