import { Button, Group, Modal, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call as asked } from "../../api/client.ts";
import type { Call } from "../../api/types.ts";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import { ErrorState } from "../../components/states.tsx";

interface TransferDialogProps {
  readonly call: Call;
  readonly onClose: () => void;
}

/** Sends one of the two who talk elsewhere. */
export function TransferDialog({ call, onClose }: TransferDialogProps): ReactElement {
  const { t } = useTranslation("calls");
  const { t: common } = useTranslation();
  const write = useNumberWriter();
  const [to, setTo] = useState("");
  const [transferee, setTransferee] = useState<"caller" | "callee">("caller");
  const transfer = useMutation({
    mutationFn: () =>
      asked(
        api.POST("/api/v1/calls/{id}/transfer", {
          params: { path: { id: call.id } },
          body: { to: to.trim(), transferee },
        }),
      ),
    onSuccess: () => {
      notifications.show({ color: "green", message: t("transferring", { number: to }) });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t("transfer-of", { number: write(call.dialled) })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          transfer.mutate();
        }}
      >
        <Stack>
          {transfer.isError && <ErrorState error={transfer.error} />}
          <SegmentedControl
            aria-label={t("transferee")}
            value={transferee}
            onChange={(value) => setTransferee(value)}
            data={[
              { value: "caller", label: call.caller === "" ? t("withheld") : write(call.caller) },
              { value: "callee", label: write(call.dialled) },
            ]}
          />
          <TextInput
            data-autofocus
            label={t("transfer-to")}
            description={t("transfer-to-text")}
            inputMode="tel"
            value={to}
            onChange={({ currentTarget }) => setTo(currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {common("cancel")}
            </Button>
            <Button type="submit" disabled={to.trim() === ""} loading={transfer.isPending}>
              {t("transfer")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
