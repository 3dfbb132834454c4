import { Stack, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { usersQuery } from "../../api/queries.ts";
import type { User } from "../../api/types.ts";
import { PartyField } from "../../components/party-field.tsx";
import type { TabProps } from "./general-tab.tsx";

export function ForwardingTab({ editing }: TabProps): ReactElement {
  const { t } = useTranslation("extensions");
  const { forwarding } = editing.value;
  const { data: users = [] } = useQuery(usersQuery);
  const set = (change: Partial<User["forwarding"]>): void => editing.set("forwarding", { ...forwarding, ...change });
  return (
    <Stack>
      <PartyField
        label={t("forwarding.to")}
        description={t("forwarding.to-text")}
        colleagues={users}
        number={forwarding.number}
        error={editing.faultOf("/forwarding/number") ?? editing.faultOf("/forwarding")}
        onChange={(number) => set({ number, ...(number === null && { enabled: false }) })}
      />
      <Switch
        label={t("forwarding.enabled")}
        description={t("forwarding.enabled-text")}
        checked={forwarding.enabled}
        disabled={forwarding.number === null}
        onChange={({ currentTarget }) => set({ enabled: currentTarget.checked })}
      />
      <Switch
        label={t("forwarding.ring-devices")}
        description={t("forwarding.ring-devices-text")}
        checked={forwarding.ringDevices}
        onChange={({ currentTarget }) => set({ ringDevices: currentTarget.checked })}
      />
      <Switch
        label={t("forwarding.key-press")}
        description={t("forwarding.key-press-text")}
        checked={forwarding.requireKeyPress}
        onChange={({ currentTarget }) => set({ requireKeyPress: currentTarget.checked })}
      />
    </Stack>
  );
}
