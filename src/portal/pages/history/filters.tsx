import { Group, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Hash } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { usersQuery } from "../../api/queries.ts";
import { DayField } from "../../components/day-field.tsx";
import classes from "./history.module.css";
import type { ChosenCalls } from "./filter.ts";

/** A list of thousands is searched, not read. */
const SHOWN_AT_ONCE = 60;
/** What is typed is asked for once a person has paused. */
const PAUSE_MS = 400;

const OUTCOMES = ["answered", "voicemail", "no-answer", "busy", "failed"] as const;

interface FiltersProps {
  readonly chosen: ChosenCalls;
  readonly onChange: (name: keyof ChosenCalls, value: string | undefined) => void;
}

/** Whose calls, with which number, how they ended, and when: asked of all that are kept, not of those in sight. */
export function Filters({ chosen: { user, number, outcome, from, to }, onChange }: FiltersProps): ReactElement {
  const { t } = useTranslation("history");
  const { data: users = [] } = useQuery(usersQuery);
  const [typed, setTyped] = useState(number ?? "");
  const ask = useDebouncedCallback((text: string) => onChange("number", text === "" ? undefined : text), PAUSE_MS);
  return (
    <Group gap="xs" flex="1 1 660px" className={classes["filters"]}>
      <Select
        aria-label={t("filter.user")}
        placeholder={t("filter.user")}
        searchable
        clearable
        limit={SHOWN_AT_ONCE}
        value={user ?? null}
        data={users.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id) => onChange("user", id ?? undefined)}
      />
      <TextInput
        aria-label={t("filter.number")}
        placeholder={t("filter.number")}
        leftSection={<Hash size={16} aria-hidden />}
        inputMode="tel"
        value={typed}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value);
          ask(currentTarget.value.trim());
        }}
      />
      <Select
        aria-label={t("outcome")}
        placeholder={t("outcome")}
        clearable
        value={outcome ?? null}
        data={OUTCOMES.map((one) => ({ value: one, label: t(`outcomes.${one}`) }))}
        onChange={(one) => onChange("outcome", one ?? undefined)}
      />
      <DayField
        label={t("filter.from")}
        word={t("filter.from-word")}
        value={from}
        onChange={(day) => onChange("from", day)}
      />
      <DayField label={t("filter.to")} word={t("filter.to-word")} value={to} onChange={(day) => onChange("to", day)} />
    </Group>
  );
}
