import { NumberInput, Switch } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { Company } from "../../api/types.ts";
import { BlockedCallers } from "../../components/blocked-callers.tsx";
import type { Editing } from "../../components/use-editing.ts";
import { Section } from "./section.tsx";

const SWITCHES = [
  { field: "holdMusic", text: "hold-music" },
  { field: "rejectAnonymous", text: "anonymous" },
  { field: "discardSilence", text: "silence" },
] as const;

/** What holds for all calls of the company. */
export function CallsCard({ editing: { value, set, faultOf } }: { readonly editing: Editing<Company> }): ReactElement {
  const { t } = useTranslation("company");
  return (
    <Section title={t("calls.title")}>
      {SWITCHES.map(({ field, text }) => (
        <Switch
          key={field}
          label={t(`calls.${text}`)}
          description={t(`calls.${text}-text`)}
          checked={value[field]}
          onChange={({ currentTarget }) => set(field, currentTarget.checked)}
        />
      ))}
      <BlockedCallers value={value.blockList} faultOf={faultOf} onChange={(blockList) => set("blockList", blockList)} />
      <NumberInput
        label={t("calls.parking")}
        description={t("calls.parking-text")}
        min={0}
        max={9}
        allowDecimal={false}
        clampBehavior="none"
        value={value.parking.slots}
        error={faultOf("/parking/slots")}
        onChange={(slots) => typeof slots === "number" && set("parking", { ...value.parking, slots })}
      />
    </Section>
  );
}
