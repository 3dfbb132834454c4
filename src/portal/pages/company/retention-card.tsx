import { NumberInput } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { Company } from "../../api/types.ts";
import type { Editing } from "../../components/use-editing.ts";
import { Section } from "./section.tsx";

export const RETAINED = ["callRecordDays", "traceDays", "messageDays", "journalDays", "eventDays"] as const;

/** For how long the company keeps what names people. */
export function RetentionCard({
  editing: { value, set, faultOf },
}: {
  readonly editing: Editing<Company>;
}): ReactElement {
  const { t } = useTranslation("company");
  return (
    <Section title={t("retention.title")}>
      {RETAINED.map((kept) => (
        <NumberInput
          key={kept}
          label={t(`retention.${kept}`)}
          description={t(`retention.${kept}-text`)}
          min={1}
          max={kept === "eventDays" ? 30 : 3_650}
          allowDecimal={false}
          clampBehavior="none"
          placeholder={kept === "messageDays" ? t("retention.for-ever") : ""}
          value={value[kept] ?? ""}
          error={faultOf(`/${kept}`)}
          onChange={(days) => {
            if (typeof days === "number") set(kept, days);
            else if (kept === "messageDays") set(kept, null);
          }}
        />
      ))}
    </Section>
  );
}
