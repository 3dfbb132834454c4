import { ActionIcon, Group, Stack, Text } from "@mantine/core";
import { Phone, PhoneIncoming, PhoneMissed, PhoneOff, PhoneOutgoing, Voicemail, type LucideIcon } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { PhoneNumberText } from "../../components/phone-number-text.tsx";
import { Duration, Time } from "../../components/time.tsx";
import classes from "../../components/list.module.css";
import type { OwnCall } from "./own-call.ts";
import { useCallOut } from "../../components/use-call-out.ts";

const ICONS: { readonly [Kind in OwnCall["kind"]]: LucideIcon } = {
  missed: PhoneMissed,
  received: PhoneIncoming,
  made: PhoneOutgoing,
  voicemail: Voicemail,
  "not-reached": PhoneOff,
};

interface CallRowProps {
  readonly own: OwnCall;
  readonly at: string;
  /** Whether one of the person's phones could ring. */
  readonly canCall: boolean;
}

export function CallRow({ own: { kind, number, name, seconds }, at, canCall }: CallRowProps): ReactElement {
  const { t } = useTranslation("my-calls");
  const callOut = useCallOut();
  const Icon = ICONS[kind];
  const isMissed = kind === "missed";
  return (
    <li className={classes["row"]}>
      <Group wrap="nowrap" px="md" py="sm">
        <Text c={isMissed ? "red" : "dimmed"} component="span" lh={0}>
          <Icon size={18} role="img" aria-label={t(`kinds.${kind}`)} />
        </Text>
        <Stack gap={0} miw={0} flex={1}>
          <Text fw={isMissed ? 600 : 400} truncate>
            {name ?? (number === undefined ? t("withheld") : <PhoneNumberText number={number} />)}
          </Text>
          <Text size="sm" c="dimmed" truncate>
            {t(`kinds.${kind}`)} · <Time at={at} />
            {seconds !== undefined && seconds > 0 && (
              <>
                {" "}
                · <Duration seconds={seconds} />
              </>
            )}
          </Text>
        </Stack>
        {number !== undefined && (
          <ActionIcon
            variant="light"
            size="lg"
            radius="xl"
            disabled={!canCall}
            aria-label={t("call", { name: name ?? number })}
            onClick={() => callOut.mutate(number)}
          >
            <Phone size={18} />
          </ActionIcon>
        )}
      </Group>
    </li>
  );
}
