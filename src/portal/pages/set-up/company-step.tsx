import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call, ifMatch } from "../../api/client.ts";
import { companyQuery } from "../../api/queries.ts";
import type { Company } from "../../api/types.ts";
import { LanguageSelect } from "../../components/language-select.tsx";
import { CountrySelect, TimeZoneSelect } from "../../components/place-selects.tsx";
import { StepForm, type StepProps } from "./step-form.tsx";

export function CompanyStep(props: StepProps): ReactElement | null {
  const { data: company } = useQuery(companyQuery);
  return company === undefined ? null : <CompanyForm {...props} company={company} />;
}

function CompanyForm({ company, onDone }: StepProps & { readonly company: Company }): ReactElement {
  const { t } = useTranslation("set-up");
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
          <CountrySelect
            label={t("company.country")}
            description={t("company.country-text")}
            value={value.country}
            error={faultOf("/country")}
            onChange={(chosen) => set("country", chosen)}
          />
          <TimeZoneSelect
            label={t("company.zone")}
            value={value.timeZone}
            error={faultOf("/timeZone")}
            onChange={(chosen) => set("timeZone", chosen)}
          />
          <LanguageSelect
            label={t("company.language")}
            value={value.language}
            error={faultOf("/language")}
            onChange={(chosen) => set("language", chosen)}
          />
        </>
      )}
    </StepForm>
  );
}
