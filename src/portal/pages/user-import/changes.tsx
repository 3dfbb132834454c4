import { Paper, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { usersQuery } from "../../api/queries.ts";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import type { ChangedUser } from "./plan.ts";
import classes from "./user-import.module.css";

/** The columns of the file by the fields that they change. */
const COLUMNS = {
  "/name": "name",
  "/email": "email",
  "/role": "role",
  "/language": "language",
  "/forwarding/enabled": "forwarded",
  "/forwarding/number": "forward-to",
  "/voicemail/enabled": "voicemail",
} as const;

interface ChangeLine {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** The users who are there already: of each what it is now, and what the file would make of it. */
export function Changes({ changed }: { readonly changed: readonly ChangedUser[] }): ReactElement {
  const { t } = useTranslation("user-import");
  const linesOf = useLines();
  const { data: users } = useQuery(usersQuery);
  const byId = useMemo(() => new Map(users?.map((user) => [user.id, user])), [users]);
  return (
    <div>
      <Text component="h2" fw={600} fz="md" mb="xs">
        {t("changes", { count: changed.length })}
      </Text>
      <Paper withBorder className={classes["wide"]}>
        <Table aria-label={t("changes", { count: changed.length })}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("who")}</Table.Th>
              <Table.Th>{t("what")}</Table.Th>
              <Table.Th>{t("before")}</Table.Th>
              <Table.Th>{t("after")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {changed.map((user) => {
              const lines = linesOf(user);
              const { name = "", extension = "" } = byId.get(user.id) ?? {};
              return lines.map(({ what, before, after }, place) => (
                <Table.Tr key={`${user.id} ${what}`}>
                  {place === 0 && (
                    <Table.Th scope="rowgroup" rowSpan={lines.length} fw={500}>
                      {name}{" "}
                      <Text span size="sm" c="dimmed">
                        {extension}
                      </Text>
                    </Table.Th>
                  )}
                  <Table.Td>{what}</Table.Td>
                  <Table.Td>{before}</Table.Td>
                  <Table.Td>{after}</Table.Td>
                </Table.Tr>
              ));
            })}
          </Table.Tbody>
        </Table>
      </Paper>
    </div>
  );
}

/** A change in words: of fields both sides, of numbers those that go and those that come. */
function useLines(): (user: ChangedUser) => readonly ChangeLine[] {
  const { t } = useTranslation(["user-import", "common"]);
  const write = useNumberWriter();
  const wordOf = (field: string): string =>
    field in COLUMNS ? t(`columns.${COLUMNS[field as keyof typeof COLUMNS]}`) : field;
  const inWords = (field: string, value: unknown): string => {
    if (typeof value === "boolean") return t(value ? "common:yes" : "common:no");
    if (typeof value !== "string") return "–";
    if (field === "/role") return t(value === "admin" ? "roles.admin" : "roles.user");
    return field === "/forwarding/number" ? write(value) : value;
  };
  const list = (numbers: readonly string[]): string => (numbers.length === 0 ? "–" : numbers.map(write).join(", "));
  return ({ fields, gained, lost }) => [
    ...fields.map(({ field, from, to }) => ({
      ...{ what: wordOf(field), before: inWords(field, from), after: inWords(field, to) },
    })),
    ...(gained.length + lost.length === 0
      ? []
      : [{ what: t("columns.phone-numbers"), before: list(lost), after: list(gained) }]),
  ];
}
