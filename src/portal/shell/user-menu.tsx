import {
  Avatar,
  Menu,
  SegmentedControl,
  Stack,
  Text,
  UnstyledButton,
  VisuallyHidden,
  useMantineColorScheme,
} from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../api/client.ts";
import { hasSession } from "../api/expiry.ts";
import { keepProviderToken } from "../api/provider-token.ts";
import { LanguageSwitch } from "../session/language-switch.tsx";
import type { Session } from "../session/session.ts";
import classes from "./shell.module.css";

export function UserMenu({ session }: { readonly session: Session }): ReactElement {
  const { t } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const logOut = useLogOut();
  const name = session.user?.name ?? t("nav.sections.provider");
  return (
    <Menu width={280} position="bottom-end" closeOnItemClick={false}>
      <Menu.Target>
        <UnstyledButton className={classes["user"]}>
          <VisuallyHidden>{`${t("menu.label")}: ${name}`}</VisuallyHidden>
          <Avatar size={34} radius="xl" name={name} variant="filled" color="petrol.8" aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Stack gap={0} px="sm" py="xs">
          <Text fw={600} truncate>
            {name}
          </Text>
          {session.user !== undefined && (
            <Text size="sm" c="dimmed" truncate>
              {session.user.email}
            </Text>
          )}
        </Stack>
        <Menu.Divider />
        <Stack gap="xs" px="sm" py="xs">
          <Text size="xs" c="dimmed">
            {t("menu.language")}
          </Text>
          <LanguageSwitch />
          <Text size="xs" c="dimmed">
            {t("menu.appearance")}
          </Text>
          <SegmentedControl
            size="xs"
            aria-label={t("menu.appearance")}
            value={colorScheme}
            onChange={(value) => setColorScheme(value)}
            data={(["light", "dark", "auto"] as const).map((value) => ({ value, label: t(`menu.${value}`) }))}
          />
        </Stack>
        <Menu.Divider />
        <Menu.Item leftSection={<LogOut size={16} aria-hidden />} onClick={() => void logOut()}>
          {t("menu.log-out")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Ends the session here and at the system, and forgets everything that was read in it. */
function useLogOut(): () => Promise<void> {
  const queryClient = useQueryClient();
  return async () => {
    hasSession.set(false);
    keepProviderToken(undefined);
    await call(api.DELETE("/api/v1/sessions/current")).catch(() => undefined);
    queryClient.clear();
    location.assign("/");
  };
}
