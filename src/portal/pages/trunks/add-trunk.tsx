import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { ErrorState } from "../../components/states.tsx";
import { useUnsaved } from "../../components/unsaved.tsx";
import { faultAt } from "../../i18n/problem-text.ts";
import { ConnectionFields, type Connection } from "./connection-fields.tsx";

interface AddTrunkProps {
  readonly opened: boolean;
  readonly onAdded: (id: string) => void;
  readonly onClose: () => void;
}

export function AddTrunk({ opened, onAdded, onClose }: AddTrunkProps): ReactElement {
  const { t } = useTranslation("trunks");
  return (
    <Modal opened={opened} onClose={onClose} title={t("add.button")} size="lg" closeOnClickOutside={false}>
      <AddForm onAdded={onAdded} onClose={onClose} />
    </Modal>
  );
}

const EMPTY: Connection = {
  name: "",
  host: "",
  port: 5060,
  transport: "udp",
  register: true,
  username: null,
  password: "",
  trustedAddresses: [],
};

function AddForm({ onAdded, onClose }: Omit<AddTrunkProps, "opened">): ReactElement {
  const { t } = useTranslation(["trunks", "common"]);
  const [value, setValue] = useState(EMPTY);
  const adding = useMutation({ mutationFn: () => add(value), onSuccess: ({ id }) => onAdded(id) });
  useUnsaved(value !== EMPTY && !adding.isSuccess);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        adding.mutate();
      }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t("add.text")}
        </Text>
        {adding.isError && <ErrorState error={adding.error} />}
        <ConnectionFields
          value={value}
          set={(field, one) => setValue((before) => ({ ...before, [field]: one }))}
          faultOf={(pointer) => faultAt(adding.error, pointer)}
          hasPassword={false}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <Button type="submit" loading={adding.isPending}>
            {t("add.action")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function add({ password, trustedAddresses, ...plain }: Connection): Promise<{ readonly id: string }> {
  const body = { ...plain, trustedAddresses: [...trustedAddresses], password: password === "" ? null : password };
  return call(api.POST("/api/v1/trunks", { body }));
}
