/** The languages in which the system speaks to callers and shows its portal. */
export const LANGUAGES = ["en", "fr"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The one door into the type for text that comes from outside. */
export function parseLanguage(text: string): Language | undefined {
  return LANGUAGES.find((language) => language === text);
}
