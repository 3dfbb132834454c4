import { Group, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { usersQuery } from "../../api/queries.ts";
import { DayField } from "../../components/day-field.tsx";
import { KINDS } from "./in-words.ts";
import classes from "./journal.module.css";
import type { JournalFilter } from "./queries.ts";

/** A list of thousands is searched, not read. */
const SHOWN_AT_ONCE = 60;

interface FiltersProps {
  readonly filter: JournalFilter;
  readonly onChange: (name: keyof JournalFilter, value: string | undefined) => void;
}

/** Who changed what, and when. */
export function Filters({ filter: { who, kind, from, to }, onChange }: FiltersProps): ReactElement {
  const { t } = useTranslation("journal");
  const { data: users = [] } = useQuery(usersQuery);
  return (
    <Group gap="xs" flex="1 1 660px" className={classes["filters"]}>
      <Select
        aria-label={t("filter.who")}
        placeholder={t("filter.who")}
        searchable
        clearable
        limit={SHOWN_AT_ONCE}
        value={who ?? null}
        data={users.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id) => onChange("who", id ?? undefined)}
      />
      <Select
        aria-label={t("filter.kind")}
        placeholder={t("filter.kind")}
        clearable
        value={kind ?? null}
        data={KINDS.map((one) => ({ value: one, label: t(`kinds.${one}`) }))}
        onChange={(one) => onChange("kind", one ?? undefined)}
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
