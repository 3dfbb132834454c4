import { ActionIcon, Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { PhoneForwarded, PhoneOff } from "lucide-react";
import { useMemo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { Call } from "../../api/types.ts";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import type { Column } from "../../components/table-features.ts";
import { DurationSince } from "../../components/time.tsx";

/** What shall be done to a call, once that is confirmed. */
export interface Asked {
  readonly what: "hang-up" | "transfer";
  readonly call: Call;
}

type Ask = (asked: Asked) => void;

const COLOURS = { ringing: "orange", answered: "green", voicemail: "gray" } as const;

/** On a telephone a call is one column, and what can be done to it two icons. */
export function useColumns(ask: Ask): readonly Column<Call>[] {
  const isWide = useMediaQuery("(min-width: 48em)");
  const wide = useWideColumns(ask);
  const narrow = useNarrowColumns(ask);
  return isWide ? wide : narrow;
}

function useWideColumns(ask: Ask): readonly Column<Call>[] {
  const { t } = useTranslation("calls");
  const write = useNumberWriter();
  return useMemo(
    () => [
      { id: "from", header: t("from"), value: ({ caller }) => (caller === "" ? t("withheld") : write(caller)) },
      { id: "to", header: t("to"), value: ({ dialled }) => write(dialled) },
      {
        ...{ id: "state", header: t("state"), width: "140px" },
        value: ({ state }) => t(`states.${state}`),
        cell: ({ state }) => <State state={state} />,
      },
      {
        ...{ id: "since", header: t("since"), width: "110px" },
        value: ({ startedAt }) => startedAt,
        cell: ({ startedAt }) => <DurationSince at={startedAt} />,
      },
      {
        ...{ id: "actions", header: "", canSort: false, align: "right", width: "220px" },
        value: () => "",
        cell: (call) => <Actions call={call} ask={ask} />,
      },
    ],
    [t, write, ask],
  );
}

function useNarrowColumns(ask: Ask): readonly Column<Call>[] {
  const { t } = useTranslation("calls");
  const write = useNumberWriter();
  return useMemo(
    () => [
      {
        ...{ id: "call", header: t("call") },
        value: ({ caller, dialled }) => `${caller === "" ? t("withheld") : write(caller)} → ${write(dialled)}`,
        cell: ({ caller, dialled, state, startedAt }) => (
          <Stack gap={0}>
            <Text size="sm" truncate>
              {caller === "" ? t("withheld") : write(caller)} → {write(dialled)}
            </Text>
            <Text size="xs" c="dimmed" component="div">
              {t(`states.${state}`)} · <DurationSince at={startedAt} />
            </Text>
          </Stack>
        ),
      },
      {
        ...{ id: "actions", header: "", canSort: false, align: "right", width: "112px" },
        value: () => "",
        cell: (call) => <Actions call={call} ask={ask} isShort />,
      },
    ],
    [t, write, ask],
  );
}

function State({ state }: Pick<Call, "state">): ReactElement {
  const { t } = useTranslation("calls");
  return (
    <Badge variant="light" color={COLOURS[state]}>
      {t(`states.${state}`)}
    </Badge>
  );
}

interface ActionsProps {
  readonly call: Call;
  readonly ask: Ask;
  /** Icons alone. */
  readonly isShort?: boolean;
}

function Actions({ call, ask, isShort = false }: ActionsProps): ReactElement {
  const { t } = useTranslation("calls");
  const write = useNumberWriter();
  const number = write(call.dialled);
  const transfer = { "aria-label": t("transfer-of", { number }), onClick: () => ask({ what: "transfer", call }) };
  const hangUp = { "aria-label": t("hang-up-of", { number }), onClick: () => ask({ what: "hang-up", call }) };
  return (
    <Group gap="xs" justify="flex-end" wrap="nowrap">
      {call.state === "answered" &&
        (isShort ? (
          <ActionIcon size={40} variant="default" {...transfer}>
            <PhoneForwarded size={18} aria-hidden />
          </ActionIcon>
        ) : (
          <Button size="compact-sm" variant="default" {...transfer}>
            {t("transfer")}
          </Button>
        ))}
      {isShort ? (
        <ActionIcon size={40} variant="light" color="red" {...hangUp}>
          <PhoneOff size={18} aria-hidden />
        </ActionIcon>
      ) : (
        <Button size="compact-sm" variant="light" color="red" {...hangUp}>
          {t("hang-up")}
        </Button>
      )}
    </Group>
  );
}
