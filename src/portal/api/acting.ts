import { keepProviderToken, providerToken } from "./provider-token.ts";

/** The provider's token while they act for a company, whose administrator this tab is then by a cookie. */
const PARKED_AS = "offhook.parked-provider-token";

export function isActing(): boolean {
  return sessionStorage.getItem(PARKED_AS) !== null;
}

/** This tab sees what an administrator of the company sees, from its first page on. */
export function beginActing(): void {
  sessionStorage.setItem(PARKED_AS, providerToken.get() ?? "");
  keepProviderToken(undefined);
  location.assign("/");
}

/** Back to the provider's own pages: on leaving, or when the hour is over. */
export function endActing(): void {
  const token = sessionStorage.getItem(PARKED_AS);
  sessionStorage.removeItem(PARKED_AS);
  keepProviderToken(token === null || token === "" ? undefined : token);
  location.assign("/");
}
