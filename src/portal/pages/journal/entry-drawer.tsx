import { Stack, Table, Text } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { SideDrawer } from "../../components/side-drawer.tsx";
import { useFormat } from "../../components/time.tsx";
import type { JournalWords } from "./in-words.ts";
import classes from "./journal.module.css";
import type { Change, Entry } from "./queries.ts";
import { Undo } from "./undo.tsx";

interface EntryDrawerProps {
  readonly entry: Entry;
  readonly words: JournalWords;
  readonly onClose: () => void;
}

/** One entry: each field as it was, and as it is since. */
export function EntryDrawer({ entry, words, onClose }: EntryDrawerProps): ReactElement {
  const { t } = useTranslation("journal");
  const { exactly } = useFormat();
  const content = (
    <Stack gap="xl">
      <Undo entry={entry} words={words} onUndone={onClose} />
      {entry.changes.map((change) => (
        <section key={`${change.kind}/${change.id}`} aria-label={words.thing(change)}>
          <Text component="h3" fw={600} mb="xs">
            {t(`change.${change.what}`, { thing: words.thing(change) })}
          </Text>
          <Fields change={change} words={words} />
        </section>
      ))}
    </Stack>
  );
  return (
    <SideDrawer
      opened
      onClose={onClose}
      title={t("entry", { who: words.who(entry) })}
      text={exactly(entry.at)}
      tab="changes"
      onTab={() => undefined}
      tabs={[{ key: "changes", label: t("changes", { count: entry.changes.length }), content }]}
    />
  );
}

/** Ids tell a reader nothing: the heading names what they stand for. */
const UNSAID = new Set(["/id", "/number"]);

function Fields({
  change: { what, fields },
  words,
}: {
  readonly change: Change;
  readonly words: JournalWords;
}): ReactElement {
  const { t } = useTranslation("journal");
  // A thing that was added has fields that were left empty: what was said of it is told.
  const told = fields.filter(
    ({ field, from, to }) => !UNSAID.has(field) && (what === "changed" || (from ?? to) !== null),
  );
  if (told.length === 0) return <Text c="dimmed">{t("no-fields")}</Text>;
  return (
    <Table layout="fixed" className={classes["fields"]} highlightOnHover={false}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("field")}</Table.Th>
          {what !== "created" && <Table.Th>{t("from")}</Table.Th>}
          {what !== "removed" && <Table.Th>{t("to")}</Table.Th>}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {told.map(({ field, from, to }) => (
          <Table.Tr key={field}>
            <Table.Th scope="row">{words.field(field)}</Table.Th>
            {what !== "created" && <Table.Td c="dimmed">{words.value(field, from)}</Table.Td>}
            {what !== "removed" && <Table.Td>{words.value(field, to)}</Table.Td>}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
