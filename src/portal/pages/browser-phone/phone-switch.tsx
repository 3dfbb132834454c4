import { Badge, Button, Card, Group, Stack, Switch, Text } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { useStore } from "../../api/store.ts";
import { PHONE_SWITCH, phoneState, takeOver, type PhoneState } from "../../browser-phone/state.ts";

const COLOURS: Readonly<Record<PhoneState, string>> = {
  off: "gray",
  elsewhere: "blue",
  connecting: "gray",
  ready: "green",
  away: "orange",
  refused: "red",
};

/** Switches the phone of this browser on and off, and says how it does. */
export function PhoneSwitch(): ReactElement {
  const { t } = useTranslation("browser-phone");
  const [isOn, setOn] = useLocalStorage(PHONE_SWITCH);
  const state = useStore(phoneState);
  const close = useMutation({ mutationFn: () => call(api.DELETE("/api/v1/me/browser-phone")) });
  const turn = (on: boolean): void => {
    setOn(on);
    if (!on)
      close.mutate(); // a log-out would end it otherwise
    else if ("Notification" in globalThis) void Notification.requestPermission();
  };
  return (
    <Card withBorder padding="lg">
      <Stack>
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Switch
            size="md"
            checked={isOn}
            label={t("switch")}
            description={t("switch-text")}
            onChange={({ currentTarget }) => turn(currentTarget.checked)}
          />
          <Badge variant="light" color={COLOURS[state]} role="status" flex="none">
            {t(`is.${state}`)}
          </Badge>
        </Group>
        {state === "elsewhere" && (
          <Group justify="space-between">
            <Text size="sm">{t("elsewhere")}</Text>
            <Button size="compact-sm" variant="default" onClick={() => takeOver.set(takeOver.get() + 1)}>
              {t("take-over")}
            </Button>
          </Group>
        )}
        {state === "refused" && <Text size="sm">{t("refused")}</Text>}
      </Stack>
    </Card>
  );
}
