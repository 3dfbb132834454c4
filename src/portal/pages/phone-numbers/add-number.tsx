import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import type { Destination } from "../../api/types.ts";
import { DestinationSelect } from "../../components/destination-select.tsx";
import { readNumber } from "../../components/phone-number.ts";
import { useCountry, useNumberWriter } from "../../components/phone-number-text.tsx";
import { ErrorState } from "../../components/states.tsx";

interface AddNumberProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function AddNumber({ opened, onClose }: AddNumberProps): ReactElement {
  const { t } = useTranslation("phone-numbers");
  return (
    <Modal opened={opened} onClose={onClose} title={t("add.title")}>
      <AddForm onClose={onClose} />
    </Modal>
  );
}

function AddForm({ onClose }: Pick<AddNumberProps, "onClose">): ReactElement {
  const { t } = useTranslation(["phone-numbers", "common"]);
  const queryClient = useQueryClient();
  const country = useCountry();
  const write = useNumberWriter();
  const [text, setText] = useState("");
  const [destination, setDestination] = useState<Destination | null>(null);
  const number = readNumber(text, country);
  const add = useMutation({
    mutationFn: () => call(api.POST("/api/v1/phone-numbers", { body: { number, destination } })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ["phone-numbers"] });
      notifications.show({ message: t("add.done", { number: write(number) }), color: "green" });
      onClose();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <Stack>
        {add.isError && <ErrorState error={add.error} />}
        <TextInput
          label={t("add.number")}
          description={number.startsWith("+") && number !== text ? t("add.read-as", { number }) : t("add.number-text")}
          type="tel"
          autoComplete="off"
          required
          withAsterisk={false}
          data-autofocus
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <DestinationSelect
          label={t("columns.destination")}
          value={destination}
          onChange={setDestination}
          nothing={t("nowhere")}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <Button type="submit" loading={add.isPending}>
            {t("add.action")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
