import { NumberInput } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { Company } from "../../api/types.ts";
import type { Editing } from "../../components/use-editing.ts";
import { Section } from "./section.tsx";

/** How calls that no telephone holds any more come to an end: what a telephony engineer sets, once. */
export function TimersCard({ editing }: { readonly editing: Editing<Company> }): ReactElement {
  const { t } = useTranslation("company");
  const { value, set, faultOf } = editing;
  const { sessionTimer, parking } = value;
  return (
    <Section title={t("timers.title")} text={t("timers.text")}>
      <Seconds
        label={t("timers.parked")}
        description={t("timers.parked-text")}
        value={parking.waitSeconds}
        error={faultOf("/parking/waitSeconds")}
        onChange={(waitSeconds) => set("parking", { ...parking, waitSeconds })}
      />
      <Seconds
        label={t("timers.media")}
        description={t("timers.media-text")}
        value={value.mediaTimeoutSeconds}
        error={faultOf("/mediaTimeoutSeconds")}
        onChange={(seconds) => set("mediaTimeoutSeconds", seconds)}
      />
      <Seconds
        label={t("timers.session")}
        description={t("timers.session-text")}
        value={sessionTimer.seconds}
        error={faultOf("/sessionTimer/seconds") ?? faultOf("/sessionTimer")}
        onChange={(seconds) => set("sessionTimer", { ...sessionTimer, seconds })}
      />
      <Seconds
        label={t("timers.session-minimum")}
        description={t("timers.session-minimum-text")}
        value={sessionTimer.minimumSeconds}
        error={faultOf("/sessionTimer/minimumSeconds")}
        onChange={(minimumSeconds) => set("sessionTimer", { ...sessionTimer, minimumSeconds })}
      />
    </Section>
  );
}

interface SecondsProps {
  readonly label: string;
  readonly description: string;
  readonly value: number;
  readonly error: string | undefined;
  readonly onChange: (seconds: number) => void;
}

/** What isn't allowed is told by the API, in words. */
function Seconds({ onChange, ...props }: SecondsProps): ReactElement {
  return (
    <NumberInput
      {...props}
      min={0}
      allowDecimal={false}
      clampBehavior="none"
      suffix=" s"
      onChange={(seconds) => typeof seconds === "number" && onChange(seconds)}
    />
  );
}
