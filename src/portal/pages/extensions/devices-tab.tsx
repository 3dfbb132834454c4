import { ActionIcon, Badge, Box, Button, Group, Menu, Paper, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { EllipsisVertical, KeyRound, Phone, Plus, Trash2, Wand } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { userDevicesQuery } from "../../api/queries.ts";
import type { Device, User } from "../../api/types.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { EmptyState, ErrorState, Loaded } from "../../components/states.tsx";
import { useUnsaved } from "../../components/unsaved.tsx";
import { AccountCard, type Account } from "./account-card.tsx";
import { DEVICE_KINDS } from "./device-kinds.ts";
import { Dot } from "./dot.tsx";
import { PhoneSetUp } from "./phone-set-up.tsx";

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
                <DeviceCard key={device.id} device={device} onAccount={shown} onRemoved={() => void refresh()} />
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

interface DeviceCardProps {
  readonly device: Device;
  readonly onAccount: (account: Account) => void;
  readonly onRemoved: () => void;
}

function DeviceCard({ device, onAccount, onRemoved }: DeviceCardProps): ReactElement {
  const { t } = useTranslation("extensions");
  const [asks, setAsks] = useState<"password" | "remove">();
  const [isSettingUp, setSettingUp] = useState(false);
  const [registered] = device.registrations;
  const path = { params: { path: { id: device.id } } };
  return (
    <Paper withBorder p="sm">
      <Group justify="space-between" wrap="nowrap">
        <Stack gap={2} miw={0}>
          <Group gap={8}>
            <Dot isOn={registered !== undefined} />
            <Text fw={500}>{device.label}</Text>
            <Badge size="sm" variant="default">
              {t(`devices.kinds.${device.kind}`)}
            </Badge>
          </Group>
          <Text size="xs" c="dimmed" truncate>
            {registered === undefined
              ? t("devices.offline")
              : t("devices.online", { agent: registered.userAgent, address: registered.address })}
          </Text>
        </Stack>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={t("devices.more", { label: device.label })}>
              <EllipsisVertical size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<Wand size={15} aria-hidden />} onClick={() => setSettingUp(!isSettingUp)}>
              {t(isSettingUp ? "set-up.close" : "set-up.open")}
            </Menu.Item>
            <Menu.Item leftSection={<KeyRound size={15} aria-hidden />} onClick={() => setAsks("password")}>
              {t("devices.new-password")}
            </Menu.Item>
            <Menu.Item
              color="red"
              c="var(--mantine-color-error)"
              leftSection={<Trash2 size={15} aria-hidden />}
              onClick={() => setAsks("remove")}
            >
              {t("devices.remove")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
      {isSettingUp && (
        <Box mt="sm">
          <PhoneSetUp device={device} />
        </Box>
      )}
      <ConfirmDialog
        opened={asks === "password"}
        title={t("devices.new-password-title", { label: device.label })}
        action={t("devices.new-password")}
        onConfirm={async () =>
          onAccount({
            ...(await call(api.POST("/api/v1/devices/{id}/credentials", path))),
            ...{ id: device.id, label: device.label },
          })
        }
        onClose={() => setAsks(undefined)}
      >
        {t("devices.new-password-text")}
      </ConfirmDialog>
      <ConfirmDialog
        opened={asks === "remove"}
        title={t("devices.remove-title", { label: device.label })}
        action={t("devices.remove")}
        isDangerous
        onConfirm={async () => {
          await call(api.DELETE("/api/v1/devices/{id}", path));
          onRemoved();
        }}
        onClose={() => setAsks(undefined)}
      >
        {t("devices.remove-text")}
      </ConfirmDialog>
    </Paper>
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
