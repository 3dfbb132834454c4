import { Anchor, Paper, Stack, Switch, Text, TextInput, Title } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, call, ifMatch } from "../../api/client.ts";
import { companyQuery } from "../../api/queries.ts";
import type { Body, Receptionist } from "../../api/types.ts";
import { EditingBar } from "../../components/editing-bar.tsx";
import { OverflowSelect } from "../../components/overflow-select.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { RemoveSetting } from "../../components/remove-setting.tsx";
import { useDestinationName } from "../../components/use-destination-name.ts";
import { useEditing, type Editing } from "../../components/use-editing.ts";
import { Greetings } from "./greetings.tsx";
import { Keypad } from "./keypad.tsx";
import { OpenState } from "./open-state.tsx";
import { WeekGrid } from "./week-grid.tsx";

interface ReceptionistFormProps {
  readonly receptionist: Receptionist;
  readonly onClose: () => void;
}

/** One virtual receptionist, on a page of its own. */
export function ReceptionistForm({ receptionist, onClose }: ReceptionistFormProps): ReactElement {
  const { t } = useTranslation(["receptionists", "common"]);
  const queryClient = useQueryClient();
  const nameOf = useDestinationName(t("common:destination.nowhere"));
  const path = { params: { path: { id: receptionist.id } } };
  const editing = useEditing<Receptionist>({
    saved: receptionist,
    save: (changed, version) => {
      const body = changed as Body<"/api/v1/receptionists/{id}", "patch">;
      return call(api.PATCH("/api/v1/receptionists/{id}", { ...path, body, ...ifMatch(version) }));
    },
    read: () => call(api.GET("/api/v1/receptionists/{id}", path)),
    onSaved: () => queryClient.invalidateQueries({ queryKey: ["receptionists"] }),
  });
  const { value, set, faultOf } = editing;
  const others = [
    ["whenClosed", t("fields.when-closed")],
    ["onNoInput", t("fields.no-input")],
    ["onBadInput", t("fields.bad-input")],
  ] as const;
  const labels = {
    ...{ name: t("fields.name"), extension: t("fields.extension"), keys: t("fields.keys"), hours: t("fields.hours") },
    ...{ dialByExtension: t("fields.dial"), closedNow: t("fields.closed-now"), ...Object.fromEntries(others) },
  };
  return (
    <>
      <Anchor component="button" type="button" size="sm" onClick={onClose}>
        ← {t("back")}
      </Anchor>
      <PageHeader title={receptionist.name} />
      <Stack gap="lg">
        <OpenState receptionist={receptionist} />
        <Section title={t("sections.keys")}>
          <Keypad keys={value.keys} onChange={(keys) => set("keys", keys)} />
          <Switch
            label={t("fields.dial")}
            checked={value.dialByExtension}
            onChange={({ currentTarget }) => set("dialByExtension", currentTarget.checked)}
          />
        </Section>
        <Section title={t("sections.greeting")}>
          <Greetings id={receptionist.id} />
        </Section>
        <OpeningHours editing={editing} />
        <TryDate receptionist={receptionist} />
        <Section title={t("sections.otherwise")}>
          {others.map(([field, label]) => (
            <OverflowSelect
              key={field}
              label={label}
              nothing={t("common:destination.nowhere")}
              value={value[field]}
              onChange={(to) => set(field, to)}
              error={faultOf(`/${field}`)}
            />
          ))}
        </Section>
        <Section title={t("sections.general")}>
          {(["name", "extension"] as const).map((field) => (
            <TextInput
              key={field}
              label={t(`fields.${field}`)}
              value={value[field]}
              error={faultOf(`/${field}`)}
              onChange={({ currentTarget }) => set(field, currentTarget.value)}
            />
          ))}
          <div>
            <RemoveSetting
              name={receptionist.name}
              remove={(query) => call(api.DELETE("/api/v1/receptionists/{id}", { params: { ...path.params, query } }))}
              onRemoved={onClose}
            />
          </div>
        </Section>
      </Stack>
      <EditingBar
        editing={editing}
        labels={labels}
        describe={(field, of) =>
          others.some(([other]) => other === field) ? nameOf(of as Receptionist["whenClosed"]) : JSON.stringify(of)
        }
      />
    </>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  return (
    <Paper withBorder p="lg" component="section" aria-label={title}>
      <Stack>
        <Title order={2} size="h4">
          {title}
        </Title>
        {children}
      </Stack>
    </Paper>
  );
}

function OpeningHours({ editing: { value, set } }: { readonly editing: Editing<Receptionist> }): ReactElement {
  const { t, i18n } = useTranslation("receptionists");
  const { data: company } = useQuery(companyQuery);
  const { hours, closedNow } = value;
  const country = hours.holidays?.country ?? company?.country ?? "FR";
  const countryName = new Intl.DisplayNames(i18n.language, { type: "region" }).of(country) ?? country;
  return (
    <Section title={t("sections.hours")}>
      <Switch
        label={t("state.now")}
        checked={closedNow !== null}
        onChange={({ currentTarget }) => set("closedNow", currentTarget.checked ? { until: null } : null)}
      />
      <Switch
        label={t("hours.always")}
        checked={hours.weekly === null}
        onChange={({ currentTarget }) => set("hours", { ...hours, weekly: currentTarget.checked ? null : [] })}
      />
      {hours.weekly !== null && (
        <WeekGrid weekly={hours.weekly} onChange={(weekly) => set("hours", { ...hours, weekly })} />
      )}
      <Switch
        label={t("hours.holidays", { country: countryName })}
        checked={hours.holidays !== null}
        onChange={({ currentTarget }) =>
          set("hours", { ...hours, holidays: currentTarget.checked ? { country, state: null } : null })
        }
      />
      {hours.specialDays.length > 0 && (
        <Text size="sm">{t("hours.special", { days: hours.specialDays.map(({ name }) => name).join(", ") })}</Text>
      )}
    </Section>
  );
}

/** Whether it is open at a moment of the future. */
function TryDate({ receptionist }: { readonly receptionist: Receptionist }): ReactElement {
  const { t } = useTranslation("receptionists");
  const [at, setAt] = useState("");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const moment = new Date(at);
  return (
    <Section title={t("sections.try")}>
      <TextInput
        type="datetime-local"
        label={t("try.when", { zone })}
        maw={320}
        value={at}
        onChange={({ currentTarget }) => setAt(currentTarget.value)}
      />
      {!Number.isNaN(moment.getTime()) && <OpenState receptionist={receptionist} at={moment.toISOString()} />}
    </Section>
  );
}
