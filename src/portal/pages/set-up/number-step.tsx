import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { companyQuery, phoneNumbersQuery } from "../../api/queries.ts";
import { readNumber } from "../../components/phone-number.ts";
import { useCountry, useNumberWriter } from "../../components/phone-number-text.tsx";
import { useMaybeSession } from "../../session/session.ts";
import { StepForm, type StepProps } from "./step-form.tsx";

/** The number that the office is called at: it rings at whoever sets it up, until it is pointed elsewhere. */
export function NumberStep({ onDone }: StepProps): ReactElement {
  const { t } = useTranslation("set-up");
  const country = useCountry();
  const write = useNumberWriter();
  const { data: company } = useQuery(companyQuery);
  const { data: numbers = [] } = useQuery(phoneNumbersQuery);
  const user = useMaybeSession()?.user;
  const main = company?.mainNumber ?? null;
  return (
    <StepForm
      text={t("number.text")}
      first={{ text: main === null ? "" : write(main) }}
      save={async ({ text }) => {
        const number = readNumber(text, country);
        if (number === main) return;
        const destination = user === undefined ? null : { kind: "user" as const, id: user.id };
        if (!numbers.some((one) => one.number === number))
          await call(api.POST("/api/v1/phone-numbers", { body: { number, destination } }));
        await call(api.PATCH("/api/v1/tenant", { body: { mainNumber: number } }));
      }}
      onDone={onDone}
    >
      {({ value, set, faultOf }) => (
        <TextInput
          label={t("number.label")}
          description={t("number.label-text")}
          type="tel"
          required
          withAsterisk={false}
          autoFocus
          value={value.text}
          error={faultOf("/number")}
          onChange={({ currentTarget }) => set("text", currentTarget.value)}
        />
      )}
    </StepForm>
  );
}
