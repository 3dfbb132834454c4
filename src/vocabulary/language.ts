/** The languages in which the system speaks to callers and shows its portal. */
export type Language = "en" | "fr";
