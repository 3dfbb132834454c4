import { Alert, Button, Group, Paper, Stack, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { CircleCheck, Download } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { NewUser } from "./plan.ts";
import type { Added, TriedFile } from "./user-file.ts";
import classes from "./user-import.module.css";

interface DoneProps {
  readonly added: Added;
  readonly trial: TriedFile;
  readonly onAgain: () => void;
}

/** They are there. What their phones are set up with is told this once. */
export function Done({ added, trial, onAgain }: DoneProps): ReactElement {
  const { t } = useTranslation("user-import");
  const created = added.filter(({ what }) => what === "created");
  const changed = added.filter(({ what }) => what === "changed").length;
  const phones = phonesOf(created, trial.created);
  const header = [t("columns.name"), t("columns.extension"), t("server"), t("user-name"), t("password")];
  const csv = [header, ...phones.map(cellsOf)].map((cells) => cells.map(quoted).join(";")).join("\r\n");
  return (
    <Stack>
      <Alert color="green" variant="light" role="status" icon={<CircleCheck size={20} aria-hidden />}>
        <Stack gap="sm" align="flex-start">
          <Text fw={500}>
            {created.length > 0 && t("done", { count: created.length })}{" "}
            {changed > 0 && t("done-changed", { count: changed })}
          </Text>
          {created.length > 0 && <Text size="sm">{t(phones.length === 0 ? "next-phones" : "next-set-up")}</Text>}
          <Group>
            {phones.length > 0 && (
              <Button
                component="a"
                href={`data:text/csv;charset=utf-8,%EF%BB%BF${encodeURIComponent(csv)}`}
                download={t("phones-name")}
                leftSection={<Download size={16} aria-hidden />}
              >
                {t("save-phones")}
              </Button>
            )}
            <Button variant="default" component={Link} to="/extensions">
              {t("to-extensions")}
            </Button>
            <Button variant="default" onClick={onAgain}>
              {t("again")}
            </Button>
          </Group>
        </Stack>
      </Alert>
      {phones.length > 0 && (
        <Paper withBorder className={classes["wide"]}>
          <Table aria-label={t("phones")}>
            <Table.Thead>
              <Table.Tr>
                {header.map((title) => (
                  <Table.Th key={title}>{title}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {phones.map((phone) => (
                <Table.Tr key={phone.username}>
                  {cellsOf(phone).map((cell, place) => (
                    <Table.Td key={header[place]} {...(place > 1 && { ff: "monospace" })}>
                      {cell}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Paper>
      )}
    </Stack>
  );
}

interface Phone {
  readonly name: string;
  readonly extension: string;
  readonly server: string;
  readonly username: string;
  readonly password: string;
}

/** The new users of the file, in the order in which the trial found them. */
function phonesOf(added: Added, users: readonly NewUser[]): readonly Phone[] {
  return added.flatMap(({ device }, place) => {
    const user = users[place];
    if (device === undefined || user === undefined) return [];
    const { sipDomain: server, sipUsername: username, sipPassword: password } = device;
    return [{ name: user.name, extension: user.extension, server, username, password }];
  });
}

function cellsOf({ name, extension, server, username, password }: Phone): readonly string[] {
  return [name, extension, server, username, password];
}

function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`;
}
