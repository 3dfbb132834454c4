import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { Area } from "./resources.ts";

export const LANGUAGES = ["en", "fr"] as const;
export type Language = (typeof LANGUAGES)[number];

const KEPT_AS = "offhook.language";

/** What every page speaks: each language is a file of its own, and a person reads one of them. */
const SHARED = { en: () => import("./en.ts"), fr: () => import("./fr.ts") };
/** What one page speaks alone: "./en/home.json". */
const BY_PAGE = import.meta.glob<object>(["./*/*.json", "!./*/{common,errors,plan,session}.json"], {
  import: "default",
});

/** Of the pages that were opened: a change of the language takes them along. */
const opened = new Set<Area>();
/** The last change of the language; a page's texts wait for it. */
let spoken: Promise<unknown> = Promise.resolve();

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
    resources: { [lng]: (await SHARED[lng]()).texts },
    interpolation: { escapeValue: false }, // React escapes
    returnNull: false,
  });
  document.documentElement.lang = lng;
}

/** The texts of a page, which come with its code. */
export async function loadTexts(area: Area): Promise<void> {
  opened.add(area);
  await spoken;
  await take(i18next.language as Language, area);
}

/** A person has chosen: this language from now on in this browser, whatever their account says. */
export async function choose(language: Language): Promise<void> {
  localStorage.setItem(KEPT_AS, language);
  await speak(language);
}

export async function speak(language: Language): Promise<void> {
  const change = spoken.then(() => changeTo(language));
  spoken = change.catch(() => undefined);
  await change;
}

async function changeTo(language: Language): Promise<void> {
  const { texts } = await SHARED[language]();
  for (const [area, text] of Object.entries(texts)) i18next.addResourceBundle(language, area, text);
  // A page that is opened meanwhile adds itself.
  for (const area of opened) await take(language, area);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

async function take(language: Language, area: Area): Promise<void> {
  if (i18next.hasResourceBundle(language, area)) return;
  const text = await BY_PAGE[`./${language}/${area}.json`]?.();
  if (text !== undefined) i18next.addResourceBundle(language, area, text);
}

/** Whether a person has chosen a language in this browser; else that of their account is spoken. */
export function hasChosenLanguage(): boolean {
  return localStorage.getItem(KEPT_AS) !== null;
}
