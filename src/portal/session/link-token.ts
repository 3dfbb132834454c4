/** What an e-mail's link leads to: /portal/invitation?token=… and /portal/reset?token=… */
const LINKS = ["/portal/invitation", "/portal/reset"];

/** Undefined: the address isn't that of a link. */
export function tokenOfLink(): string | undefined {
  if (!LINKS.includes(location.pathname)) return undefined;
  return new URLSearchParams(location.search).get("token") ?? undefined;
}
