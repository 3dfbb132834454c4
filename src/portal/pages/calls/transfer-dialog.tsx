import { Button, Group, Modal, SegmentedControl, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call as asked } from "../../api/client.ts";
import { usersQuery } from "../../api/queries.ts";
import type { Call } from "../../api/types.ts";
import { PartyField } from "../../components/party-field.tsx";
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
  const [to, setTo] = useState<string | null>(null);
  const { data: users = [] } = useQuery(usersQuery);
  const [transferee, setTransferee] = useState<"caller" | "callee">("caller");
  const transfer = useMutation({
    mutationFn: () =>
      asked(
        api.POST("/api/v1/calls/{id}/transfer", {
          params: { path: { id: call.id } },
          body: { to: to ?? "", transferee },
        }),
      ),
    onSuccess: () => {
      notifications.show({ color: "green", message: t("transferring", { number: write(to ?? "") }) });
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
          <Stack gap={6}>
            <Text size="sm" fw={500}>
              {t("transferee")}
            </Text>
            <SegmentedControl
              aria-label={t("transferee")}
              value={transferee}
              onChange={(value) => setTransferee(value)}
              data={[
                { value: "caller", label: call.caller === "" ? t("withheld") : write(call.caller) },
                { value: "callee", label: write(call.dialled) },
              ]}
            />
          </Stack>
          <PartyField
            isFirst
            label={t("transfer-to")}
            description={t("transfer-to-text")}
            colleagues={users}
            number={to}
            onChange={setTo}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {common("cancel")}
            </Button>
            <Button type="submit" disabled={to === null} loading={transfer.isPending}>
              {t("transfer")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
