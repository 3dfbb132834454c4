import { Text } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { trunksQuery } from "../../api/queries.ts";
import { AddDialog } from "../../components/add-dialog.tsx";
import type { AddingForm } from "../../components/setting-list.tsx";
import { ConnectionFields, type Connection } from "./connection-fields.tsx";

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

export function AddTrunk({ opened, onAdded, onClose }: AddingForm): ReactElement {
  const { t } = useTranslation("trunks");
  return (
    <AddDialog
      {...{ opened, onClose }}
      title={t("add.button")}
      size="lg"
      action={t("add.action")}
      first={EMPTY}
      add={add}
      queryKey={trunksQuery.queryKey}
      onAdded={({ id }) => onAdded(id)}
    >
      {(fields) => (
        <>
          <Text size="sm" c="dimmed">
            {t("add.text")}
          </Text>
          <ConnectionFields {...fields} hasPassword={false} />
        </>
      )}
    </AddDialog>
  );
}

function add({ password, trustedAddresses, ...plain }: Connection): Promise<{ readonly id: string }> {
  const body = { ...plain, trustedAddresses: [...trustedAddresses], password: password === "" ? null : password };
  return call(api.POST("/api/v1/trunks", { body }));
}
