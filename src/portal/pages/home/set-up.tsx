import { Alert, Button, Group, Text } from "@mantine/core";
import { Link, Navigate } from "@tanstack/react-router";
import { Rocket } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "../../api/store.ts";
import { dismissSetUp, isSetUpDismissed } from "../../components/set-up-dismissed.ts";

interface SetUpProps {
  readonly hasPhone: boolean;
  readonly hasTrunk: boolean;
}

/** A system that has neither a line nor a phone begins with its set-up; one that lacks one of them offers it. */
export function SetUp({ hasPhone, hasTrunk }: SetUpProps): ReactElement | null {
  const { t } = useTranslation("home");
  const isDismissed = useStore(isSetUpDismissed);
  if (isDismissed || (hasPhone && hasTrunk)) return null;
  if (!hasPhone && !hasTrunk) return <Navigate to="/set-up" replace />;
  return (
    <Alert variant="light" icon={<Rocket size={20} aria-hidden />} role="region" aria-label={t("set-up.label")}>
      <Group justify="space-between" gap="sm">
        <Text size="sm">{t(hasTrunk ? "set-up.no-phone" : "set-up.no-trunk")}</Text>
        <Group gap="xs">
          <Button size="compact-sm" component={Link} to="/set-up">
            {t("set-up.continue")}
          </Button>
          <Button size="compact-sm" variant="default" onClick={dismissSetUp}>
            {t("set-up.dismiss")}
          </Button>
        </Group>
      </Group>
    </Alert>
  );
}
