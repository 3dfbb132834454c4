import i18next from "i18next";
import { initReactI18next } from "react-i18next";

export const LANGUAGES = ["en", "fr"] as const;
export type Language = (typeof LANGUAGES)[number];

const KEPT_AS = "offhook.language";

/** Each language is a file of its own: a person reads one of them. */
const TEXTS = { en: () => import("./en.ts"), fr: () => import("./fr.ts") };

/** The language that was chosen in this browser, or else its own. */
function firstLanguage(): Language {
  const chosen = [localStorage.getItem(KEPT_AS), ...navigator.languages].map((name) => name?.slice(0, 2));
  return chosen.find((name) => isLanguage(name)) ?? "en";
}

function isLanguage(name: string | undefined): name is Language {
  return LANGUAGES.some((language) => language === name);
}

export async function startI18n(): Promise<void> {
  const lng = firstLanguage();
  await i18next.use(initReactI18next).init({
    lng,
    fallbackLng: false,
    ns: [],
    defaultNS: "common",
    resources: { [lng]: (await TEXTS[lng]()).texts },
    interpolation: { escapeValue: false }, // React escapes
    returnNull: false,
  });
  document.documentElement.lang = lng;
}

/** A person has chosen: this language from now on in this browser, whatever their account says. */
export async function choose(language: Language): Promise<void> {
  localStorage.setItem(KEPT_AS, language);
  await speak(language);
}

export async function speak(language: Language): Promise<void> {
  const { texts } = await TEXTS[language]();
  for (const [area, text] of Object.entries(texts)) i18next.addResourceBundle(language, area, text);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** Whether a person has chosen a language in this browser; else that of their account is spoken. */
export function hasChosenLanguage(): boolean {
  return localStorage.getItem(KEPT_AS) !== null;
}
