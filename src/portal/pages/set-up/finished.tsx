import { Button, Group, List, Stack, Text, ThemeIcon } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { PartyPopper } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";

/** What comes next; where each is done. */
const NEXT = { users: "/extensions", import: "/extensions/import", receptionist: "/receptionists" } as const;
const NAMES = ["users", "import", "receptionist"] as const;

export function Finished({ onLeave }: { readonly onLeave: () => void }): ReactElement {
  const { t } = useTranslation("set-up");
  return (
    <Stack align="flex-start">
      <Group>
        <ThemeIcon size={44} radius="xl" variant="light" color="green">
          <PartyPopper size={22} aria-hidden />
        </ThemeIcon>
        <Text fw={600} role="status">
          {t("finished.title")}
        </Text>
      </Group>
      <Text>{t("finished.text")}</Text>
      <List>
        {NAMES.map((name) => (
          <List.Item key={name}>
            <Link to={NEXT[name]}>{t(`finished.${name}`)}</Link>
          </List.Item>
        ))}
      </List>
      <Button onClick={onLeave}>{t("finished.leave")}</Button>
    </Stack>
  );
}
