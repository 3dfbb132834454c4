import { ActionIcon, Button, Fieldset, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import { Plus, Trash2 } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { Receptionist } from "../../api/types.ts";

type Days = Receptionist["hours"]["specialDays"];
type Special = Days[number];
type Interval = Special["hours"][number];

interface SpecialDaysProps {
  readonly days: Days;
  readonly onChange: (days: Days) => void;
  /** By the JSON pointer below the list: "/0/to". */
  readonly faultOf: (pointer: string) => string | undefined;
}

/** Days with hours of their own, or none: the summer's two weeks, the morning of Christmas Eve. */
export function SpecialDays({ days, onChange, faultOf }: SpecialDaysProps): ReactElement {
  const { t } = useTranslation("receptionists");
  const replace = (at: number, by: readonly Special[]): void => onChange(days.toSpliced(at, 1, ...by));
  const add = (): void => {
    const today = new Intl.DateTimeFormat("en-CA").format(Date.now()); // 2026-12-24
    onChange([...days, { name: "", from: today, to: today, hours: [] }]);
  };
  return (
    <Stack gap="sm">
      <div>
        <Title order={3} size="h5">
          {t("special.title")}
        </Title>
        <Text size="sm" c="dimmed">
          {t("special.text")}
        </Text>
      </div>
      {days.map((day, at) => (
        <SpecialDay
          key={at}
          day={day}
          place={at + 1}
          onChange={(changed) => replace(at, [changed])}
          onRemove={() => replace(at, [])}
          faultOf={(pointer) => faultOf(`/${at}${pointer}`)}
        />
      ))}
      <div>
        <Button variant="default" size="xs" leftSection={<Plus size={14} aria-hidden />} onClick={add}>
          {t("special.add")}
        </Button>
      </div>
    </Stack>
  );
}

interface SpecialDayProps extends Pick<SpecialDaysProps, "faultOf"> {
  readonly day: Special;
  readonly place: number;
  readonly onChange: (day: Special) => void;
  readonly onRemove: () => void;
}

function SpecialDay({ day, place, onChange, onRemove, faultOf }: SpecialDayProps): ReactElement {
  const { t } = useTranslation("receptionists");
  return (
    <Fieldset legend={day.name === "" ? t("special.nameless", { place }) : day.name}>
      <Stack gap="sm">
        <Group align="flex-start" gap="sm">
          <TextInput
            label={t("special.name")}
            placeholder={t("special.placeholder")}
            value={day.name}
            error={faultOf("/name")}
            onChange={({ currentTarget }) => onChange({ ...day, name: currentTarget.value })}
          />
          <TextInput
            type="date"
            label={t("special.from")}
            value={day.from}
            error={faultOf("/from")}
            // The last day goes along, so that one day is one entry.
            onChange={({ currentTarget: { value: from } }) =>
              onChange({ ...day, from, to: day.to < from ? from : day.to })
            }
          />
          <TextInput
            type="date"
            label={t("special.to")}
            min={day.from}
            value={day.to}
            error={faultOf("/to")}
            onChange={({ currentTarget }) => onChange({ ...day, to: currentTarget.value })}
          />
        </Group>
        <Intervals hours={day.hours} onChange={(hours) => onChange({ ...day, hours })} faultOf={faultOf} />
        <div>
          <Button variant="subtle" color="red" size="compact-sm" onClick={onRemove}>
            {t("special.remove")}
          </Button>
        </div>
      </Stack>
    </Fieldset>
  );
}

interface IntervalsProps extends Pick<SpecialDaysProps, "faultOf"> {
  readonly hours: readonly Interval[];
  readonly onChange: (hours: Interval[]) => void;
}

const MOST_INTERVALS = 10;
const MORNING: Interval = { from: "09:00", to: "12:00" };

function Intervals({ hours, onChange, faultOf }: IntervalsProps): ReactElement {
  const { t } = useTranslation("receptionists");
  return (
    <Stack gap="xs">
      {hours.length === 0 && <Text size="sm">{t("special.closed")}</Text>}
      {hours.map((one, at) => (
        <Group key={at} gap="xs" align="flex-end">
          {(["from", "to"] as const).map((end) => (
            <TextInput
              key={end}
              type="time"
              label={t(`special.open-${end}`)}
              // What a clock can't show: the end of the day.
              value={one[end] === "24:00" ? "23:59" : one[end]}
              error={faultOf(`/hours/${at}/${end}`)}
              onChange={({ currentTarget }) => onChange(hours.with(at, { ...one, [end]: currentTarget.value }))}
            />
          ))}
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t("special.close-again", { from: one.from, to: one.to })}
            onClick={() => onChange(hours.toSpliced(at, 1))}
          >
            <Trash2 size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {hours.length < MOST_INTERVALS && (
        <div>
          <Button variant="subtle" size="compact-sm" onClick={() => onChange([...hours, MORNING])}>
            {t("special.open-too")}
          </Button>
        </div>
      )}
    </Stack>
  );
}
