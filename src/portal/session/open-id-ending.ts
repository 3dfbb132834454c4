const ENDINGS = ["proved", "refused", "failed"] as const;
/** How a log-in at the provider ended, as the address says when the browser comes back. */
type OpenIdEnding = (typeof ENDINGS)[number];

/** Undefined: the browser doesn't come from there. */
export function endingOfOpenId(): OpenIdEnding | undefined {
  const said = new URLSearchParams(location.search).get("open-id");
  return ENDINGS.find((each) => each === said);
}

/** The address says it once: a page that is loaded again, or a log-in after this one, begins anew. */
export function forgetEnding(): void {
  const query = new URLSearchParams(location.search);
  query.delete("open-id");
  const left = query.toString();
  history.replaceState(history.state, "", `${location.pathname}${left === "" ? "" : `?${left}`}`);
}
