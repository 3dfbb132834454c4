import { MultiSelect, Stack, TextInput } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { EVENT_TYPES } from "./event-types.ts";
import type { Webhook } from "./queries.ts";

export type WebhookValues = Pick<Webhook, "name" | "url" | "events">;

interface WebhookFieldsProps {
  readonly value: WebhookValues;
  readonly set: <Field extends keyof WebhookValues>(field: Field, value: WebhookValues[Field]) => void;
  readonly faultOf: (pointer: string) => string | undefined;
}

export function WebhookFields({ value, set, faultOf }: WebhookFieldsProps): ReactElement {
  const { t } = useTranslation("webhooks");
  return (
    <Stack>
      <TextInput
        label={t("fields.name")}
        description={t("fields.name-text")}
        required
        withAsterisk={false}
        data-autofocus
        value={value.name}
        error={faultOf("/name")}
        onChange={({ currentTarget }) => set("name", currentTarget.value)}
      />
      <TextInput
        label={t("fields.url")}
        description={t("fields.url-text")}
        placeholder="https://crm.example.com/telephone"
        type="url"
        required
        withAsterisk={false}
        value={value.url}
        error={faultOf("/url")}
        onChange={({ currentTarget }) => set("url", currentTarget.value.trim())}
      />
      <MultiSelect
        label={t("fields.events")}
        description={t("fields.events-text")}
        placeholder={value.events === null ? t("all-events") : ""}
        searchable
        clearable
        value={value.events === null ? [] : [...value.events]}
        error={faultOf("/events")}
        data={[...EVENT_TYPES]}
        onChange={(events) => set("events", events.length === 0 ? null : events)}
      />
    </Stack>
  );
}
