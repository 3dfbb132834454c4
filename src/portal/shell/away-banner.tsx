import { Alert, Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { CloudOff } from "lucide-react";
import { useEffect, useRef, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { isAway, look } from "../api/reachability.ts";
import { useStore } from "../api/store.ts";
import classes from "./shell.module.css";

/** Says that the system can't be reached, and reads everything again once it can. */
export function AwayBanner(): ReactElement | null {
  const { t } = useTranslation();
  const away = useStore(isAway);
  const queryClient = useQueryClient();
  const wasAway = useRef(false);
  useEffect(() => {
    if (!away && wasAway.current) {
      notifications.show({ message: t("away.back"), color: "green" });
      void queryClient.invalidateQueries();
    }
    wasAway.current = away;
  }, [away, queryClient, t]);
  if (!away) return null;
  return (
    <Alert className={classes["away"]} color="orange" variant="light" icon={<CloudOff />} role="alert" radius={0}>
      <Group justify="space-between">
        <Text size="sm">
          <b>{t("away.title")}</b> {t("away.text")}
        </Text>
        <Button size="compact-sm" variant="default" onClick={() => void look()}>
          {t("away.now")}
        </Button>
      </Group>
    </Alert>
  );
}
