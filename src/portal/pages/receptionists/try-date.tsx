import { TextInput } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { Receptionist } from "../../api/types.ts";
import { OpenState } from "./open-state.tsx";
import { Section } from "./section.tsx";
import { instantOf } from "./wall-clock.ts";

interface TryDateProps {
  readonly receptionist: Receptionist;
  /** IANA name. */
  readonly zone: string;
}

/** Whether it is open at a moment of the future, by the clocks where it answers. */
export function TryDate({ receptionist, zone }: TryDateProps): ReactElement {
  const { t } = useTranslation("receptionists");
  const [wallClock, setWallClock] = useState("");
  const at = instantOf(wallClock, zone);
  return (
    <Section title={t("sections.try")}>
      <TextInput
        type="datetime-local"
        label={t("try.when", { zone })}
        description={t("try.text")}
        maw={420}
        value={wallClock}
        onChange={({ currentTarget }) => setWallClock(currentTarget.value)}
      />
      {at !== undefined && <OpenState receptionist={receptionist} at={at} />}
    </Section>
  );
}
