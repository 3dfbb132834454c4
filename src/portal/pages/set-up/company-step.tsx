import { Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call, ifMatch } from "../../api/client.ts";
import { companyQuery } from "../../api/queries.ts";
import type { Company } from "../../api/types.ts";
import { useCountries } from "../../components/use-countries.ts";
import { StepForm, type StepProps } from "./step-form.tsx";

/** A list of hundreds is searched, not read. */
const SHOWN_AT_ONCE = 60;

export function CompanyStep(props: StepProps): ReactElement | null {
  const { data: company } = useQuery(companyQuery);
  return company === undefined ? null : <CompanyForm {...props} company={company} />;
}

function CompanyForm({ company, onDone }: StepProps & { readonly company: Company }): ReactElement {
  const { t } = useTranslation("set-up");
  const countries = useCountries();
  const zones = useMemo(
    () => [...new Set([...Intl.supportedValuesOf("timeZone"), company.timeZone])],
    [company.timeZone],
  );
  const { name, country, timeZone, language, version } = company;
  return (
    <StepForm
      text={t("company.text")}
      canSkip={false}
      first={{ name, country, timeZone, language }}
      save={(body) => call(api.PATCH("/api/v1/tenant", { body, ...ifMatch(version) }))}
      onDone={onDone}
    >
      {({ value, set, faultOf }) => (
        <>
          <TextInput
            label={t("company.name")}
            required
            withAsterisk={false}
            autoFocus
            value={value.name}
            error={faultOf("/name")}
            onChange={({ currentTarget }) => set("name", currentTarget.value)}
          />
          <Select
            label={t("company.country")}
            description={t("company.country-text")}
            allowDeselect={false}
            searchable
            value={value.country}
            error={faultOf("/country")}
            data={[...countries]}
            onChange={(chosen) => chosen !== null && set("country", chosen)}
          />
          <Select
            label={t("company.zone")}
            allowDeselect={false}
            searchable
            limit={SHOWN_AT_ONCE}
            value={value.timeZone}
            error={faultOf("/timeZone")}
            data={zones}
            onChange={(chosen) => chosen !== null && set("timeZone", chosen)}
          />
          <Select
            label={t("company.language")}
            allowDeselect={false}
            value={value.language}
            data={[
              { value: "en", label: "English" },
              { value: "fr", label: "Français" },
            ]}
            onChange={(chosen) => chosen !== null && set("language", chosen)}
          />
        </>
      )}
    </StepForm>
  );
}
