import { Select, Textarea, TextInput } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { AddDialog } from "../../components/add-dialog.tsx";
import type { Company } from "../companies/queries.ts";

interface AddNumbersProps {
  readonly opened: boolean;
  readonly companies: readonly Company[];
  readonly onClose: () => void;
}

interface Typed {
  readonly text: string;
  readonly note: string;
  readonly tenantId: string | null;
}

const EMPTY: Typed = { text: "", note: "", tenantId: null };

/** Numbers of a carrier's list: a line each, with blanks, dots and brackets as people write them. */
export function AddNumbers({ opened, companies, onClose }: AddNumbersProps): ReactElement {
  const { t } = useTranslation("number-inventory");
  return (
    <AddDialog
      {...{ opened, onClose }}
      title={t("add.title")}
      action={t("add.action")}
      first={EMPTY}
      add={add}
      onAdded={onClose}
    >
      {({ value, set }) => (
        <>
          <Textarea
            label={t("add.numbers")}
            description={t("add.numbers-text")}
            placeholder="+33 1 70 00 00 01"
            rows={5}
            required
            withAsterisk={false}
            data-autofocus
            value={value.text}
            onChange={({ currentTarget }) => set("text", currentTarget.value)}
          />
          <TextInput
            label={t("add.note")}
            maxLength={200}
            value={value.note}
            onChange={({ currentTarget }) => set("note", currentTarget.value)}
          />
          <Select
            label={t("add.company")}
            placeholder={t("free")}
            clearable
            searchable
            data={companies.map(({ id, name }) => ({ value: id, label: name }))}
            value={value.tenantId}
            onChange={(chosen) => set("tenantId", chosen)}
          />
        </>
      )}
    </AddDialog>
  );
}

function add({ text, note, tenantId }: Typed) {
  const lines = text.split(/[\n,;]/).map((line) => line.replaceAll(/[\s().\-/]/g, ""));
  const numbers = [...new Set(lines.filter((line) => line !== ""))];
  const body = { numbers, tenantId, ...(note.trim() !== "" && { note: note.trim() }) };
  return call(api.POST("/api/v1/number-inventory", { body }));
}
