import { Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { phoneNumbersQuery } from "../../api/queries.ts";
import type { Company } from "../../api/types.ts";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import { useCountries } from "../../components/use-countries.ts";
import type { Editing } from "../../components/use-editing.ts";
import { Section } from "./section.tsx";

/** A list of thousands is searched, not read. */
const SHOWN_AT_ONCE = 60;
const NONE = "";

export function AboutCard({ editing: { value, set, faultOf } }: { readonly editing: Editing<Company> }): ReactElement {
  const { t } = useTranslation("company");
  const write = useNumberWriter();
  const { data: numbers = [] } = useQuery(phoneNumbersQuery);
  const zones = useMemo(() => [...new Set([...Intl.supportedValuesOf("timeZone"), value.timeZone])], [value.timeZone]);
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
      <Select
        label={t("about.language")}
        description={t("about.language-text")}
        allowDeselect={false}
        value={value.language}
        data={[
          { value: "en", label: "English" },
          { value: "fr", label: "Français" },
        ]}
        onChange={(language) => language !== null && set("language", language)}
      />
      <Select
        label={t("about.country")}
        description={t("about.country-text")}
        allowDeselect={false}
        searchable
        value={value.country}
        error={faultOf("/country")}
        data={[...useCountries()]}
        onChange={(country) => country !== null && set("country", country)}
      />
      <Select
        label={t("about.zone")}
        description={t("about.zone-text")}
        allowDeselect={false}
        searchable
        limit={SHOWN_AT_ONCE}
        value={value.timeZone}
        error={faultOf("/timeZone")}
        data={zones}
        onChange={(zone) => zone !== null && set("timeZone", zone)}
      />
    </Section>
  );
}
