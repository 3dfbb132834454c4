import { Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { phoneNumbersQuery } from "../../api/queries.ts";
import type { Company } from "../../api/types.ts";
import { LanguageSelect } from "../../components/language-select.tsx";
import { CountrySelect, TimeZoneSelect } from "../../components/place-selects.tsx";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import type { Editing } from "../../components/use-editing.ts";
import { Section } from "./section.tsx";

/** A list of thousands is searched, not read. */
const SHOWN_AT_ONCE = 60;
const NONE = "";

export function AboutCard({ editing: { value, set, faultOf } }: { readonly editing: Editing<Company> }): ReactElement {
  const { t } = useTranslation("company");
  const write = useNumberWriter();
  const { data: numbers = [] } = useQuery(phoneNumbersQuery);
  return (
    <Section title={t("about.title")}>
      <TextInput
        label={t("about.name")}
        value={value.name}
        error={faultOf("/name")}
        onChange={({ currentTarget }) => set("name", currentTarget.value)}
      />
      <Select
        label={t("about.main-number")}
        description={t("about.main-number-text")}
        allowDeselect={false}
        searchable
        limit={SHOWN_AT_ONCE}
        value={value.mainNumber ?? NONE}
        error={faultOf("/mainNumber")}
        data={[
          { value: NONE, label: t("about.no-number") },
          ...numbers.map(({ number }) => ({ value: number, label: write(number) })),
        ]}
        onChange={(number) => set("mainNumber", number === null || number === NONE ? null : number)}
      />
      <LanguageSelect
        label={t("about.language")}
        description={t("about.language-text")}
        value={value.language}
        error={faultOf("/language")}
        onChange={(language) => set("language", language)}
      />
      <CountrySelect
        label={t("about.country")}
        description={t("about.country-text")}
        value={value.country}
        error={faultOf("/country")}
        onChange={(country) => set("country", country)}
      />
      <TimeZoneSelect
        label={t("about.zone")}
        description={t("about.zone-text")}
        value={value.timeZone}
        error={faultOf("/timeZone")}
        onChange={(zone) => set("timeZone", zone)}
      />
    </Section>
  );
}
