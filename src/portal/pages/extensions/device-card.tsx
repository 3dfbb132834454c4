import { ActionIcon, Badge, Box, Group, Menu, Paper, Stack, Text } from "@mantine/core";
import { EllipsisVertical, KeyRound, Settings2, Trash2, Wand } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import type { Device } from "../../api/types.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import type { Account } from "./account-card.tsx";
import { DeviceForm } from "./device-form.tsx";
import { Dot } from "./dot.tsx";
import { PhoneSetUp } from "./phone-set-up.tsx";

interface DeviceCardProps {
  readonly device: Device;
  readonly onAccount: (account: Account) => void;
  /** Removed, or changed: what shows it is read again. */
  readonly onChanged: () => Promise<unknown>;
}

/** One phone of a user: whether it is connected, and what can be done to it. */
export function DeviceCard({ device, onAccount, onChanged }: DeviceCardProps): ReactElement {
  const { t } = useTranslation("extensions");
  const [asks, setAsks] = useState<"password" | "remove">();
  const [open, setOpen] = useState<"set-up" | "settings">();
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
            <Menu.Item
              leftSection={<Settings2 size={15} aria-hidden />}
              disabled={open === "settings"}
              onClick={() => setOpen("settings")}
            >
              {t("devices.change")}
            </Menu.Item>
            <Menu.Item
              leftSection={<Wand size={15} aria-hidden />}
              disabled={open === "settings"}
              onClick={() => setOpen(open === undefined ? "set-up" : undefined)}
            >
              {t(open === "set-up" ? "set-up.close" : "set-up.open")}
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
      {open !== undefined && (
        <Box mt="sm">
          {open === "set-up" ? (
            <PhoneSetUp device={device} />
          ) : (
            <DeviceForm device={device} onSaved={onChanged} onClose={() => setOpen(undefined)} />
          )}
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
          void onChanged();
        }}
        onClose={() => setAsks(undefined)}
      >
        {t("devices.remove-text")}
      </ConfirmDialog>
    </Paper>
  );
}
