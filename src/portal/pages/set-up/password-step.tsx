import { PasswordInput } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { StepForm, type StepProps } from "./step-form.tsx";
import { useOwnUser } from "../../session/own-settings.ts";

const EMPTY = { currentPassword: "", password: "" };
const SHORTEST = 8;

/** The one that the first start has printed stands in a log. */
export function PasswordStep({ onDone }: StepProps): ReactElement {
  const { t } = useTranslation("set-up");
  const { id, email } = useOwnUser();
  return (
    <StepForm
      text={t("password.text")}
      first={EMPTY}
      save={(body) => call(api.PATCH("/api/v1/users/{id}", { params: { path: { id } }, body }))}
      onDone={onDone}
    >
      {({ value, set, faultOf }) => (
        <>
          <input type="email" autoComplete="username" value={email} readOnly hidden />
          <PasswordInput
            label={t("password.current")}
            autoComplete="current-password"
            required
            withAsterisk={false}
            autoFocus
            value={value.currentPassword}
            error={faultOf("/currentPassword")}
            onChange={({ currentTarget }) => set("currentPassword", currentTarget.value)}
          />
          <PasswordInput
            label={t("password.new")}
            description={t("password.rule", { count: SHORTEST })}
            autoComplete="new-password"
            required
            withAsterisk={false}
            minLength={SHORTEST}
            value={value.password}
            error={faultOf("/password")}
            onChange={({ currentTarget }) => set("password", currentTarget.value)}
          />
        </>
      )}
    </StepForm>
  );
}
