import { Select, TagsInput } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { Company } from "../api/types.ts";
import { readNumber } from "./phone-number.ts";
import { useCountry } from "./phone-number-text.tsx";

type BlockList = Company["blockList"];

const OUTCOMES: readonly BlockList["outcome"][] = ["reject", "announcement", "voicemail"];

interface BlockedCallersProps {
  readonly value: BlockList;
  readonly faultOf: (pointer: string) => string | undefined;
  readonly onChange: (value: BlockList) => void;
}

/** Whose calls don't ring, of the company or of one user, and what they get instead. */
export function BlockedCallers({ value, faultOf, onChange }: BlockedCallersProps): ReactElement {
  const { t } = useTranslation();
  const country = useCountry();
  const read = (number: string): string => (number.endsWith("*") ? bare(number) : readNumber(number, country));
  return (
    <>
      <TagsInput
        label={t("blocked.numbers")}
        description={t("blocked.numbers-text")}
        placeholder={value.numbers.length === 0 ? "+33612345678" : ""}
        splitChars={[",", ";"]}
        acceptValueOnBlur
        value={[...value.numbers]}
        error={faultOf("/blockList/numbers") ?? faultOf("/blockList")}
        onChange={(numbers) => onChange({ ...value, numbers: [...new Set(numbers.map(read))] })}
      />
      {value.numbers.length > 0 && (
        <Select
          label={t("blocked.outcome")}
          allowDeselect={false}
          value={value.outcome}
          data={OUTCOMES.map((outcome) => ({ value: outcome, label: t(`blocked.outcomes.${outcome}`) }))}
          onChange={(outcome) => outcome !== null && onChange({ ...value, outcome })}
        />
      )}
    </>
  );
}

function bare(number: string): string {
  return number.replaceAll(/[\s.()-]/g, "");
}
