import { Button, Group, Paper, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Phone, Plus } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { userDevicesQuery } from "../../api/queries.ts";
import type { Device, User } from "../../api/types.ts";
import { EmptyState, ErrorState, Loaded } from "../../components/states.tsx";
import { useUnsaved } from "../../components/unsaved.tsx";
import { AccountCard, type Account } from "./account-card.tsx";
import { DeviceCard } from "./device-card.tsx";
import { DEVICE_KINDS } from "./device-kinds.ts";

export function DevicesTab({ user }: { readonly user: User }): ReactElement {
  const { t } = useTranslation("extensions");
  const queryClient = useQueryClient();
  const devices = useQuery(userDevicesQuery(user.id));
  const [account, setAccount] = useState<Account>();
  const [isAdding, setAdding] = useState(false);
  const refresh = () =>
    queryClient.invalidateQueries({
      predicate: ({ queryKey: [first] }) => first === "devices" || first === "users" || first === "explain",
    });
  const shown = (made: Account): void => {
    setAccount(made);
    setAdding(false);
    void refresh();
  };
  return (
    <Stack>
      {account !== undefined && (
        <Stack gap="xs">
          <Text fw={600}>{t("devices.set-up", { label: account.label })}</Text>
          <AccountCard key={account.sipPassword} account={account} />
        </Stack>
      )}
      <Loaded query={devices}>
        {({ items }) =>
          items.length === 0 && account === undefined ? (
            <EmptyState icon={Phone} title={t("devices.none")} text={t("devices.none-text")} />
          ) : (
            <Stack gap="xs">
              {items.map((device) => (
                <DeviceCard key={device.id} device={device} onAccount={shown} onChanged={refresh} />
              ))}
            </Stack>
          )
        }
      </Loaded>
      {isAdding ? (
        <AddDevice user={user} onAdded={shown} />
      ) : (
        <Button variant="default" leftSection={<Plus size={16} aria-hidden />} onClick={() => setAdding(true)}>
          {t("devices.add")}
        </Button>
      )}
    </Stack>
  );
}

interface AddDeviceProps {
  readonly user: User;
  readonly onAdded: (account: Account) => void;
}

function AddDevice({ user, onAdded }: AddDeviceProps): ReactElement {
  const { t } = useTranslation("extensions");
  const [label, setLabel] = useState("");
  const [kind, setKind] = useState<Device["kind"]>("ip-phone");
  const add = useMutation({
    mutationFn: () =>
      call(
        api.POST("/api/v1/users/{id}/devices", {
          params: { path: { id: user.id } },
          body: { label: label.trim(), kind },
        }),
      ),
    onSuccess: onAdded,
  });
  useUnsaved(label !== "" && !add.isSuccess);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <Paper withBorder p="sm">
        <Stack gap="sm">
          {add.isError && <ErrorState error={add.error} />}
          <Group grow align="flex-start">
            <TextInput
              label={t("devices.label")}
              placeholder={t("devices.label-example")}
              required
              withAsterisk={false}
              data-autofocus
              autoFocus
              value={label}
              onChange={({ currentTarget }) => setLabel(currentTarget.value)}
            />
            <Select
              label={t("devices.kind")}
              value={kind}
              allowDeselect={false}
              data={DEVICE_KINDS.map((value) => ({ value, label: t(`devices.kinds.${value}`) }))}
              onChange={(chosen) => chosen !== null && setKind(chosen)}
            />
          </Group>
          <Button type="submit" loading={add.isPending}>
            {t("devices.add")}
          </Button>
        </Stack>
      </Paper>
    </form>
  );
}
