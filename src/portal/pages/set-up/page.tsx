import { Button, Card, Stepper, VisuallyHidden } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type ComponentType, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { companyQuery } from "../../api/queries.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { useDismissSetUp } from "../../components/set-up-dismissed.ts";
import { ErrorState, Loaded } from "../../components/states.tsx";
import { useMay } from "../../session/session.ts";
import { CompanyStep } from "./company-step.tsx";
import { Finished } from "./finished.tsx";
import { NumberStep } from "./number-step.tsx";
import { PasswordStep } from "./password-step.tsx";
import { PhoneStep } from "./phone-step.tsx";
import classes from "./set-up.module.css";
import type { StepProps } from "./step-form.tsx";
import { TrunkStep } from "./trunk-step.tsx";

type StepName = "company" | "password" | "trunk" | "number" | "phone";
const STEPS: Readonly<Record<StepName, ComponentType<StepProps>>> = {
  company: CompanyStep,
  password: PasswordStep,
  trunk: TrunkStep,
  number: NumberStep,
  phone: PhoneStep,
};

/** All names of the steps stand beside each other. */
const WIDE = "(min-width: 48em)";

/** From a new system to the first call: what the office is, the line to the outside, a number and a telephone. */
export function Page(): ReactElement {
  const { t } = useTranslation("set-up");
  const navigate = useNavigate();
  const company = useQuery(companyQuery);
  const isPerson = useMay("own");
  const mayAddNumbers = useMay("numbers");
  const [at, setAt] = useState(0);
  // The provider who acts for a company has neither a password nor a phone in it.
  const names = (Object.keys(STEPS) as StepName[]).filter(
    (name) => (isPerson || (name !== "password" && name !== "phone")) && (mayAddNumbers || name !== "number"),
  );
  const name = names[at];
  const isWide = useMediaQuery(WIDE);
  const Step = name === undefined ? undefined : STEPS[name];
  const dismiss = useDismissSetUp(() => void navigate({ to: "/" }));
  const leave = (): void => dismiss.mutate();
  return (
    <>
      <PageHeader
        title={t("nav")}
        text={t("text")}
        actions={
          Step !== undefined && (
            <Button variant="default" loading={dismiss.isPending} onClick={leave}>
              {t("not-now")}
            </Button>
          )
        }
      />
      <Card withBorder padding="lg" maw={880}>
        <Stepper
          active={at}
          onStepClick={setAt}
          size="sm"
          mb="lg"
          iconSize={isWide ? 32 : 24}
          wrap={isWide}
          classNames={{ separator: classes["separator"] }}
        >
          {names.map((one) => (
            <Stepper.Step
              key={one}
              label={isWide || one === name ? t(`steps.${one}`) : <VisuallyHidden>{t(`steps.${one}`)}</VisuallyHidden>}
              {...(!isWide && one !== name && { classNames: { stepBody: classes["unnamed"] } })}
            />
          ))}
        </Stepper>
        {dismiss.isError && <ErrorState error={dismiss.error} />}
        <Loaded query={company}>
          {() => (Step === undefined ? <Finished onLeave={leave} /> : <Step key={name} onDone={() => setAt(at + 1)} />)}
        </Loaded>
      </Card>
    </>
  );
}
