import { Alert, Button, Group, Paper, Stack, Table, Text } from "@mantine/core";
import { FileWarning } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { ApiProblem } from "../../api/problem.ts";
import type en from "../../i18n/en/user-import.json";
import { faultText } from "../../i18n/problem-text.ts";
import { ChooseAgain } from "./choose-file.tsx";
import { isOfExisting, type UserFile } from "./user-file.ts";
import classes from "./user-import.module.css";

type ColumnName = keyof (typeof en)["columns"];

interface RefusedProps {
  readonly failure: ApiProblem;
  readonly name: string;
  readonly onChosen: (file: UserFile) => void;
  /** Tries the same file again, as one that changes users who are there; undefined: it was meant so. */
  readonly onChange?: () => void;
}

/** A file of thousands of mistakes is one mistake: the first ones tell. */
const MOST_SHOWN = 200;

/** What is wrong, line by line; nothing was added. */
export function Refused({ failure, name, onChosen, onChange }: RefusedProps): ReactElement {
  const { t, i18n } = useTranslation("user-import");
  const { faults } = failure;
  const mayChange = onChange !== undefined && isOfExisting(failure);
  const columnOf = (column: string): string => {
    const key = column.replaceAll(" ", "-");
    return i18n.exists(`user-import:columns.${key}`) ? t(`columns.${key as ColumnName}`) : column;
  };
  return (
    <Stack>
      <Alert color="red" role="alert" icon={<FileWarning size={20} aria-hidden />} title={t("refused", { name })}>
        <Stack gap="sm" align="flex-start">
          <Text size="sm">{t("refused-text", { count: faults.length })}</Text>
          {mayChange && <Text size="sm">{t("existing-there")}</Text>}
          <Group>
            {mayChange && (
              <Button variant="default" onClick={onChange}>
                {t("change-existing")}
              </Button>
            )}
            <ChooseAgain onChosen={onChosen} />
          </Group>
        </Stack>
      </Alert>
      <Paper withBorder className={classes["wide"]}>
        <Table aria-label={t("refused", { name })}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={80}>{t("line")}</Table.Th>
              <Table.Th w={180}>{t("column")}</Table.Th>
              <Table.Th>{t("wrong")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {faults.slice(0, MOST_SHOWN).map((fault) => {
              const [, line = "", ...column] = fault.field.split("/");
              return (
                <Table.Tr key={`${fault.field} ${fault.code} ${fault.detail}`}>
                  <Table.Td className="numbers">{line}</Table.Td>
                  <Table.Td>{columnOf(column.join("/"))}</Table.Td>
                  <Table.Td>{faultText(fault)}</Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Paper>
      {faults.length > MOST_SHOWN && (
        <Text size="sm" c="dimmed">
          {t("more", { count: faults.length - MOST_SHOWN })}
        </Text>
      )}
    </Stack>
  );
}
