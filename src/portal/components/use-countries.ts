import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { countries } from "./phone-number.ts";

/** Each country by its name in the reader's language. */
export function useCountries(): readonly { readonly value: string; readonly label: string }[] {
  const { i18n } = useTranslation();
  return useMemo(() => {
    const names = new Intl.DisplayNames(i18n.language, { type: "region" });
    return countries()
      .map((value) => ({ value, label: names.of(value) ?? value }))
      .sort((one, other) => one.label.localeCompare(other.label, i18n.language));
  }, [i18n.language]);
}
