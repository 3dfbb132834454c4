import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, Download } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { PageHeader } from "../../components/page-header.tsx";
import { ErrorState } from "../../components/states.tsx";
import { ChooseFile } from "./choose-file.tsx";
import { Done } from "./done.tsx";
import { Preview } from "./preview.tsx";
import { Refused } from "./refused.tsx";
import { carryOut, isRefusedFile, tryFile, type Existing, type UserFile } from "./user-file.ts";

/** Many users from a spreadsheet: tried first, shown as they would be, then all of them added and changed, or none. */
export function Page(): ReactElement {
  const { t } = useTranslation("user-import");
  const queryClient = useQueryClient();
  const [file, setFile] = useState<UserFile>();
  const [existing, setExisting] = useState<Existing>("refuse");
  const trial = useMutation({ mutationFn: tryFile });
  const adding = useMutation({ mutationFn: carryOut, onSuccess: () => queryClient.invalidateQueries() });
  const choose = (chosen: UserFile, meant: Existing = existing): void => {
    adding.reset();
    setFile(chosen);
    setExisting(meant);
    trial.mutate({ file: chosen, existing: meant });
  };
  const again = (): void => {
    trial.reset();
    adding.reset();
    setFile(undefined);
  };
  const failure = adding.error ?? trial.error;
  const isChoosing = file === undefined || (failure !== null && !isRefusedFile(failure));
  return (
    <>
      <PageHeader title={t("nav")} text={t("text")} actions={<Ways />} />
      <Stack>
        {failure !== null && !isRefusedFile(failure) && <ErrorState error={failure} />}
        {isChoosing && (
          <ChooseFile isReading={trial.isPending} existing={existing} onExisting={setExisting} onChosen={choose} />
        )}
        {file !== undefined && isRefusedFile(failure) && (
          <Refused
            failure={failure}
            name={file.name}
            onChosen={choose}
            {...(existing === "refuse" && { onChange: () => choose(file, "change") })}
          />
        )}
        {file !== undefined && trial.isPending && (
          <Text role="status" aria-busy="true">
            {t("trying", { name: file.name })}
          </Text>
        )}
        {file !== undefined && trial.data !== undefined && failure === null && adding.data === undefined && (
          <Preview
            file={file}
            trial={trial.data}
            isAdding={adding.isPending}
            onAdd={() => adding.mutate({ file, existing })}
            onOther={again}
          />
        )}
        {adding.data !== undefined && trial.data !== undefined && (
          <Done added={adding.data} trial={trial.data} onAgain={again} />
        )}
      </Stack>
    </>
  );
}

function Ways(): ReactElement {
  const { t } = useTranslation("user-import");
  return (
    <Group gap="sm">
      <Button
        variant="default"
        component="a"
        href="/api/v1/users.csv"
        download="users.csv"
        leftSection={<Download size={16} aria-hidden />}
      >
        {t("export")}
      </Button>
      <Button variant="default" component={Link} to="/extensions" leftSection={<ArrowLeft size={16} aria-hidden />}>
        {t("back")}
      </Button>
    </Group>
  );
}
