import { Button, FileButton, List, Paper, Stack, Switch, Text, ThemeIcon } from "@mantine/core";
import { FileSpreadsheet } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { readFile, type Existing, type UserFile } from "./user-file.ts";
import classes from "./user-import.module.css";

/** By their ends: browsers don't agree on the media type of a CSV file. */
const ACCEPTED = ".csv,.txt,.tsv,text/csv";

const EXAMPLE = "data:text/csv;charset=utf-8,%EF%BB%BF";
const COLUMNS = ["name", "email", "extension", "phone-numbers", "language", "device", "invite"] as const;

interface ChooseFileProps {
  readonly isReading: boolean;
  readonly existing: Existing;
  readonly onExisting: (existing: Existing) => void;
  readonly onChosen: (file: UserFile) => void;
}

/** A file is dropped here or chosen; beside it what must be in it, and an example to begin from. */
export function ChooseFile({ isReading, existing, onExisting, onChosen }: ChooseFileProps): ReactElement {
  const { t } = useTranslation("user-import");
  const [isOver, setOver] = useState(false);
  const take = (file: File | null | undefined): void => {
    if (file != null) void readFile(file).then(onChosen);
  };
  const header = COLUMNS.map((column) => t(`columns.${column}`)).join(";");
  const example = `${EXAMPLE}${encodeURIComponent(`${header}\r\n${t("example-line")}\r\n`)}`;
  return (
    <>
      <Paper
        withBorder
        p="xl"
        className={classes["drop"]}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files[0]);
        }}
      >
        <Stack align="center" gap="sm">
          <ThemeIcon size={56} radius="xl" variant="light">
            <FileSpreadsheet size={26} aria-hidden />
          </ThemeIcon>
          <Text ta="center">{t("drop")}</Text>
          <FileButton accept={ACCEPTED} onChange={take}>
            {(button) => (
              <Button {...button} loading={isReading}>
                {t("choose")}
              </Button>
            )}
          </FileButton>
        </Stack>
      </Paper>
      <Switch
        label={t("existing")}
        description={t("existing-text")}
        checked={existing === "change"}
        onChange={({ currentTarget }) => onExisting(currentTarget.checked ? "change" : "refuse")}
      />
      <div>
        <Text fw={600} component="h2" fz="md" mb="xs">
          {t("how")}
        </Text>
        <List size="sm" spacing={4}>
          <List.Item>{t("how-columns")}</List.Item>
          <List.Item>{t("how-others")}</List.Item>
          <List.Item>{t("how-excel")}</List.Item>
          <List.Item>{t("how-all")}</List.Item>
        </List>
        <Button variant="default" size="compact-sm" mt="sm" component="a" href={example} download={t("example-name")}>
          {t("example")}
        </Button>
      </div>
    </>
  );
}

interface ChooseAgainProps {
  readonly onChosen: (file: UserFile) => void;
}

/** The mended file, or another. */
export function ChooseAgain({ onChosen }: ChooseAgainProps): ReactElement {
  const { t } = useTranslation("user-import");
  return (
    <FileButton accept={ACCEPTED} onChange={(file) => file !== null && void readFile(file).then(onChosen)}>
      {(button) => <Button {...button}>{t("choose-again")}</Button>}
    </FileButton>
  );
}
