import { Select, Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { companyQuery } from "../../api/queries.ts";
import type { Receptionist } from "../../api/types.ts";
import type { Editing } from "../../components/use-editing.ts";
import { Section } from "./section.tsx";
import { SpecialDays } from "./special-days.tsx";
import { instantOf, wallClockAt } from "./wall-clock.ts";
import { WeekGrid } from "./week-grid.tsx";

interface OpeningHoursProps {
  readonly editing: Editing<Receptionist>;
  /** That its hours are of, IANA name. */
  readonly zone: string;
}

/** What is open when no hours were ever set. */
const WORKING_WEEK = (["monday", "tuesday", "wednesday", "thursday", "friday"] as const).map((day) => ({
  ...{ day, from: "09:00", to: "18:00" },
}));

/** When it is open: by hand, by the week, on public holidays and on days with hours of their own. */
export function OpeningHours({ editing, zone }: OpeningHoursProps): ReactElement {
  const { t, i18n } = useTranslation("receptionists");
  const { data: company } = useQuery(companyQuery);
  const { value, set, faultOf } = editing;
  const { hours, closedNow } = value;
  const change = (part: Partial<Receptionist["hours"]>): void => set("hours", { ...hours, ...part });
  const country = hours.holidays?.country ?? company?.country ?? "FR";
  const countryName = new Intl.DisplayNames(i18n.language, { type: "region" }).of(country) ?? country;
  return (
    <Section title={t("sections.hours")}>
      <Switch
        label={t("state.now")}
        checked={closedNow !== null}
        onChange={({ currentTarget }) => set("closedNow", currentTarget.checked ? { until: null } : null)}
      />
      {closedNow !== null && (
        <TextInput
          type="datetime-local"
          label={t("state.closed-until", { zone })}
          description={t("state.closed-until-text")}
          maw={420}
          value={closedNow.until === null ? "" : wallClockAt(closedNow.until, zone)}
          error={faultOf("/closedNow")}
          onChange={({ currentTarget }) => set("closedNow", { until: instantOf(currentTarget.value, zone) ?? null })}
        />
      )}
      <Switch
        label={t("hours.always")}
        checked={hours.weekly === null}
        onChange={({ currentTarget }) => change({ weekly: currentTarget.checked ? null : [...WORKING_WEEK] })}
      />
      {hours.weekly !== null && <WeekGrid weekly={hours.weekly} onChange={(weekly) => change({ weekly })} />}
      <Switch
        label={t("hours.holidays", { country: countryName })}
        checked={hours.holidays !== null}
        onChange={({ currentTarget }) => change({ holidays: currentTarget.checked ? { country, state: null } : null })}
      />
      <SpecialDays
        days={hours.specialDays}
        onChange={(specialDays) => change({ specialDays })}
        faultOf={(pointer) => faultOf(`/hours/specialDays${pointer}`)}
      />
      <Select
        label={t("hours.zone")}
        description={t("hours.zone-text", { zone: company?.timeZone ?? "" })}
        searchable
        clearable
        limit={50}
        maw={420}
        placeholder={company?.timeZone ?? ""}
        value={hours.timeZone}
        data={zones(hours.timeZone)}
        error={faultOf("/hours/timeZone")}
        onChange={(timeZone) => change({ timeZone })}
      />
    </Section>
  );
}

/** Those that the browser knows, and the one that is set. */
function zones(set: string | null): readonly string[] {
  const known = Intl.supportedValuesOf("timeZone");
  return set === null || known.includes(set) ? known : [set, ...known];
}
