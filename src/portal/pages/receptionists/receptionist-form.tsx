import { Anchor, SimpleGrid, Stack, Switch, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call, ifMatch } from "../../api/client.ts";
import { companyQuery } from "../../api/queries.ts";
import type { Body, Receptionist } from "../../api/types.ts";
import { EditingBar } from "../../components/editing-bar.tsx";
import { LanguageSelect } from "../../components/language-select.tsx";
import { OverflowSelect } from "../../components/overflow-select.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { RemoveSetting } from "../../components/remove-setting.tsx";
import { useEditing } from "../../components/use-editing.ts";
import { Greetings } from "./greetings.tsx";
import { Keypad } from "./keypad.tsx";
import { useFieldInWords } from "./in-words.ts";
import { OpenState } from "./open-state.tsx";
import { OpeningHours } from "./opening-hours.tsx";
import { Patience } from "./patience.tsx";
import { Section } from "./section.tsx";
import { TryDate } from "./try-date.tsx";

interface ReceptionistFormProps {
  readonly receptionist: Receptionist;
  readonly onClose: () => void;
}

/** One virtual receptionist, on a page of its own. */
export function ReceptionistForm({ receptionist, onClose }: ReceptionistFormProps): ReactElement {
  const { t } = useTranslation(["receptionists", "common"]);
  const queryClient = useQueryClient();
  const { data: company } = useQuery(companyQuery);
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
  const describe = useFieldInWords();
  const others = [
    ["whenClosed", t("fields.when-closed")],
    ["onNoInput", t("fields.no-input")],
    ["onBadInput", t("fields.bad-input")],
  ] as const;
  const zone = value.hours.timeZone ?? company?.timeZone ?? "UTC";
  const labels = {
    ...{ name: t("fields.name"), extension: t("fields.extension"), keys: t("fields.keys"), hours: t("fields.hours") },
    ...{ tries: t("fields.tries"), waitSeconds: t("fields.wait"), noInputSeconds: t("fields.no-input-seconds") },
    ...{
      language: t("fields.language"),
      dialByExtension: t("fields.dial"),
      closedNow: t("fields.closed-now"),
      ...Object.fromEntries(others),
    },
  };
  return (
    <>
      <Anchor component="button" type="button" size="sm" onClick={onClose}>
        ← {t("back")}
      </Anchor>
      <PageHeader title={receptionist.name} />
      <Stack gap="lg">
        <OpenState receptionist={receptionist} />
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
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
        </SimpleGrid>
        <OpeningHours editing={editing} zone={zone} />
        <TryDate receptionist={receptionist} zone={zone} />
        <Section title={t("sections.otherwise")}>
          <Patience editing={editing} />
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
          <LanguageSelect
            label={t("fields.language")}
            value={value.language}
            error={faultOf("/language")}
            onChange={(language) => set("language", language)}
          />
          <div>
            <RemoveSetting
              name={receptionist.name}
              remove={(query) => call(api.DELETE("/api/v1/receptionists/{id}", { params: { ...path.params, query } }))}
              onRemoved={onClose}
            />
          </div>
        </Section>
      </Stack>
      <EditingBar editing={editing} labels={labels} describe={describe} />
    </>
  );
}
