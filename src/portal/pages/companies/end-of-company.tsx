import { Button, Checkbox, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { ErrorState } from "../../components/states.tsx";
import { OVER_ALL } from "../../theme/theme.ts";
import type { Company } from "./queries.ts";

interface EndOfCompanyProps {
  readonly company: Company;
  readonly onDeleted: () => void;
}

/** Suspend, go on, export, delete: in the order in which a company comes to its end. */
export function EndOfCompany({ company, onDeleted }: EndOfCompanyProps): ReactElement {
  const { t } = useTranslation("companies");
  const queryClient = useQueryClient();
  const [dialog, setDialog] = useState<"suspend" | "delete">();
  const path = { params: { path: { id: company.id } } };
  const onChanged = (): Promise<void> => queryClient.invalidateQueries({ queryKey: ["tenants"] });
  const resume = useMutation({
    mutationFn: () => call(api.DELETE("/api/v1/tenants/{id}/suspension", path)),
    onSuccess: onChanged,
  });
  const save = useMutation({
    mutationFn: () => call(api.GET("/api/v1/tenants/{id}/export", path)),
    onSuccess: download,
  });
  const close = (): void => setDialog(undefined);
  const isSuspended = company.suspension !== null;
  const failure = resume.error ?? save.error;
  return (
    <Stack align="flex-start">
      {failure !== null && <ErrorState error={failure} />}
      <Text size="sm">{t("suspend.text")}</Text>
      <Button
        variant="default"
        loading={resume.isPending}
        onClick={() => (isSuspended ? resume.mutate() : setDialog("suspend"))}
      >
        {t(isSuspended ? "resume" : "suspend.button")}
      </Button>
      <Text size="sm">{t("export.text")}</Text>
      <Button
        variant="default"
        leftSection={<Download size={18} aria-hidden />}
        loading={save.isPending}
        onClick={() => save.mutate()}
      >
        {t("export.button")}
      </Button>
      <Text size="sm">{t(isSuspended ? "delete.text" : "delete.suspend-first")}</Text>
      <Button color="red.8" disabled={!isSuspended} onClick={() => setDialog("delete")}>
        {t("delete.button")}
      </Button>
      <Suspend opened={dialog === "suspend"} company={company} onClose={close} onDone={onChanged} />
      <Modal
        zIndex={OVER_ALL}
        opened={dialog === "delete"}
        onClose={close}
        title={t("delete.title", { name: company.name })}
      >
        <Delete
          company={company}
          onClose={close}
          onDone={() => {
            onDeleted();
            void onChanged();
          }}
        />
      </Modal>
    </Stack>
  );
}

interface StepProps {
  readonly company: Company;
  readonly onClose: () => void;
  readonly onDone: () => unknown;
}

function Suspend({ company, opened, onClose, onDone }: StepProps & { readonly opened: boolean }): ReactElement {
  const { t } = useTranslation("companies");
  const [reason, setReason] = useState("");
  const [endCalls, setEndCalls] = useState(false);
  const suspend = async (): Promise<void> => {
    const body = { ...(reason.trim() !== "" && { reason: reason.trim() }), endCalls };
    await call(api.POST("/api/v1/tenants/{id}/suspension", { params: { path: { id: company.id } }, body }));
    await onDone();
  };
  return (
    <ConfirmDialog
      opened={opened}
      title={t("suspend.title", { name: company.name })}
      action={t("suspend.button")}
      isDangerous
      onConfirm={suspend}
      onClose={onClose}
    >
      <Stack>
        <Text size="sm">{t("suspend.text")}</Text>
        <TextInput
          label={t("suspend.reason")}
          maxLength={200}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        <Checkbox
          label={t("suspend.end-calls")}
          checked={endCalls}
          onChange={({ currentTarget }) => setEndCalls(currentTarget.checked)}
        />
      </Stack>
    </ConfirmDialog>
  );
}

/** The company's name is typed: nothing of it comes back. */
function Delete({ company: { id, name }, onClose, onDone }: StepProps): ReactElement {
  const { t } = useTranslation(["companies", "common"]);
  const [typed, setTyped] = useState("");
  const deleting = useMutation({
    mutationFn: () => call(api.DELETE("/api/v1/tenants/{id}", { params: { path: { id } } })),
    onSuccess: () => {
      notifications.show({ message: t("delete.done", { name }), color: "green" });
      return onDone();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (typed === name) deleting.mutate();
      }}
    >
      <Stack>
        {deleting.isError && <ErrorState error={deleting.error} />}
        <Text size="sm">{t("delete.text")}</Text>
        <TextInput
          label={t("delete.type", { name })}
          autoComplete="off"
          data-autofocus
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <Button type="submit" color="red.8" disabled={typed !== name} loading={deleting.isPending}>
            {t("delete.button")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function download(exported: { readonly company: { readonly name: string } }): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(exported, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${exported.company.name}.json`;
  link.click();
  URL.revokeObjectURL(url);
}
