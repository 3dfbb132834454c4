import { Button, Group, Modal, Stack, Table, Text } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { OVER_ALL } from "../theme/theme.ts";
import type { Editing } from "./use-editing.ts";

interface ConflictDialogProps<Saved extends { readonly version: number }> {
  readonly editing: Pick<Editing<Saved>, "conflict" | "keepMine" | "takeTheirs" | "isSaving">;
  /** What a field is called. */
  readonly labels: Partial<Record<keyof Saved, string>>;
  /** A value in words, where it isn't a text or a number. */
  readonly describe?: ((field: keyof Saved, value: unknown) => string) | undefined;
}

/** Two people have changed one thing: what they have, what I have, and which it shall be. */
export function ConflictDialog<Saved extends { readonly version: number }>(
  props: ConflictDialogProps<Saved>,
): ReactElement {
  const {
    editing,
    labels,
    describe = (_, value) => (typeof value === "string" || typeof value === "number" ? String(value) : "–"),
  } = props;
  const { t } = useTranslation();
  const { conflict } = editing;
  const fields = Object.keys(conflict?.mine ?? {}) as (keyof Saved & string)[];
  const inWords = (field: keyof Saved, value: unknown): string =>
    typeof value === "boolean"
      ? t(value ? "yes" : "no")
      : typeof value === "object" && value !== null && describe.length === 0
        ? JSON.stringify(value)
        : describe(field, value);
  return (
    <Modal
      zIndex={OVER_ALL}
      opened={conflict !== undefined}
      onClose={editing.takeTheirs}
      title={t("conflict.title")}
      size="lg"
      closeOnClickOutside={false}
    >
      <Stack>
        <Text size="sm">{t("conflict.text")}</Text>
        {conflict !== undefined && (
          <Table aria-label={t("conflict.title")}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("conflict.what")}</Table.Th>
                <Table.Th>{t("conflict.theirs")}</Table.Th>
                <Table.Th>{t("conflict.mine")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {fields.map((field) => (
                <Table.Tr key={field}>
                  <Table.Th scope="row">{labels[field] ?? field}</Table.Th>
                  <Table.Td>{inWords(field, conflict.theirs[field])}</Table.Td>
                  <Table.Td>{inWords(field, conflict.mine[field])}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={editing.takeTheirs}>
            {t("conflict.take-theirs")}
          </Button>
          <Button onClick={editing.keepMine} loading={editing.isSaving} data-autofocus>
            {t("conflict.keep-mine")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
