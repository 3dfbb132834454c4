import { NumberInput, Switch, TagsInput } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { Company } from "../../api/types.ts";
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
      <TagsInput
        label={t("calls.blocked")}
        description={t("calls.blocked-text")}
        placeholder={value.blockList.numbers.length === 0 ? "+33612345678" : ""}
        splitChars={[",", ";"]}
        acceptValueOnBlur
        value={[...value.blockList.numbers]}
        error={faultOf("/blockList/numbers")}
        onChange={(numbers) =>
          set("blockList", { ...value.blockList, numbers: numbers.map((one) => one.replaceAll(/[\s.()-]/g, "")) })
        }
      />
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
