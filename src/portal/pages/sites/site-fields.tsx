import { Select, Stack, TagsInput, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { phoneNumbersQuery } from "../../api/queries.ts";
import type { Site } from "../../api/types.ts";
import { useNumberWriter } from "../../components/phone-number-text.tsx";

export type SiteValues = Omit<Site, "id" | "version">;

interface SiteFieldsProps {
  readonly value: SiteValues;
  readonly set: <Field extends keyof SiteValues>(field: Field, value: SiteValues[Field]) => void;
  readonly faultOf: (pointer: string) => string | undefined;
}

/** A list of thousands is searched, not read. */
const SHOWN_AT_ONCE = 60;
const OWN = "";

export function SiteFields({ value, set, faultOf }: SiteFieldsProps): ReactElement {
  const { t } = useTranslation("sites");
  const write = useNumberWriter();
  const { data: numbers = [] } = useQuery(phoneNumbersQuery);
  return (
    <Stack>
      <TextInput
        label={t("fields.name")}
        placeholder={t("fields.name-example")}
        required
        withAsterisk={false}
        data-autofocus
        value={value.name}
        error={faultOf("/name")}
        onChange={({ currentTarget }) => set("name", currentTarget.value)}
      />
      <Textarea
        label={t("fields.address")}
        description={t("fields.address-text")}
        placeholder={t("fields.address-example")}
        required
        withAsterisk={false}
        autosize
        minRows={2}
        value={value.address}
        error={faultOf("/address")}
        // One line for rescuers: an address has no line breaks for them.
        onChange={({ currentTarget }) => set("address", currentTarget.value.replaceAll(/\s*\n\s*/g, ", "))}
      />
      <Select
        label={t("fields.number")}
        description={t("fields.number-text")}
        allowDeselect={false}
        searchable
        limit={SHOWN_AT_ONCE}
        value={value.emergencyCallerId ?? OWN}
        error={faultOf("/emergencyCallerId")}
        data={[
          { value: OWN, label: t("own-number") },
          ...numbers.map(({ number }) => ({ value: number, label: write(number) })),
        ]}
        onChange={(number) => set("emergencyCallerId", number === null || number === OWN ? null : number)}
      />
      <TagsInput
        label={t("fields.contacts")}
        description={t("fields.contacts-text")}
        splitChars={[",", " ", ";"]}
        acceptValueOnBlur
        value={[...value.contacts]}
        error={faultOf("/contacts")}
        onChange={(contacts) => set("contacts", contacts)}
      />
    </Stack>
  );
}
