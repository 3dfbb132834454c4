import { Button, Group, Modal, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { ErrorState } from "../../components/states.tsx";
import type { Company } from "../companies/queries.ts";

interface AddNumbersProps {
  readonly opened: boolean;
  readonly companies: readonly Company[];
  readonly onClose: () => void;
  readonly onAdded: () => Promise<void>;
}

export function AddNumbers({ opened, onClose, ...props }: AddNumbersProps): ReactElement {
  const { t } = useTranslation("number-inventory");
  return (
    <Modal opened={opened} onClose={onClose} title={t("add.title")}>
      <AddForm {...props} onClose={onClose} />
    </Modal>
  );
}

/** Numbers of a carrier's list: a line each, with blanks, dots and brackets as people write them. */
function AddForm({ companies, onClose, onAdded }: Omit<AddNumbersProps, "opened">): ReactElement {
  const { t } = useTranslation(["number-inventory", "common"]);
  const [text, setText] = useState("");
  const [note, setNote] = useState("");
  const [tenantId, setTenantId] = useState<string | null>(null);
  const adding = useMutation({
    mutationFn: () => {
      const lines = text.split(/[\n,;]/).map((line) => line.replaceAll(/[\s().\-/]/g, ""));
      const numbers = [...new Set(lines.filter((line) => line !== ""))];
      const body = { numbers, tenantId, ...(note.trim() !== "" && { note: note.trim() }) };
      return call(api.POST("/api/v1/number-inventory", { body }));
    },
    onSuccess: async () => {
      await onAdded();
      onClose();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        adding.mutate();
      }}
    >
      <Stack>
        {adding.isError && <ErrorState error={adding.error} />}
        <Textarea
          label={t("add.numbers")}
          description={t("add.numbers-text")}
          placeholder="+33 1 70 00 00 01"
          rows={5}
          required
          withAsterisk={false}
          data-autofocus
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <TextInput
          label={t("add.note")}
          maxLength={200}
          value={note}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
        />
        <Select
          label={t("add.company")}
          placeholder={t("free")}
          clearable
          searchable
          data={companies.map(({ id, name }) => ({ value: id, label: name }))}
          value={tenantId}
          onChange={setTenantId}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <Button type="submit" loading={adding.isPending}>
            {t("add.action")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
