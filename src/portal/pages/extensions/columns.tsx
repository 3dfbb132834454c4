import { Avatar, Badge, Group, Text, ThemeIcon, Tooltip } from "@mantine/core";
import {
  BellOff,
  BookUser,
  PhoneForwarded,
  PhoneOff,
  Presentation,
  Users,
  Voicemail,
  type LucideIcon,
} from "lucide-react";
import { useMemo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { User } from "../../api/types.ts";
import { PhoneNumberText, useNumberWriter } from "../../components/phone-number-text.tsx";
import type { Column } from "../../components/table-features.ts";
import classes from "./extensions.module.css";
import { Dot } from "./dot.tsx";
import { subjectOf, type ExtensionKind, type ExtensionRow } from "./rows.ts";

const ICONS: Readonly<Record<Exclude<ExtensionKind, "user">, LucideIcon>> = {
  "ring-group": Users,
  receptionist: BookUser,
  conference: Presentation,
};

export function useColumns(): readonly Column<ExtensionRow>[] {
  const { t } = useTranslation("extensions");
  const write = useNumberWriter();
  return useMemo(
    () => [
      {
        id: "name",
        header: t("columns.name"),
        value: (row) => subjectOf(row).name,
        cell: (row) => <Name row={row} />,
      },
      { id: "extension", header: t("columns.extension"), width: "110px", value: (row) => subjectOf(row).extension },
      {
        id: "numbers",
        header: t("columns.numbers"),
        from: "md",
        width: "180px",
        value: (row) =>
          row.kind === "user" ? row.user.phoneNumbers.map((number) => `${write(number)} ${number}`).join(" ") : "",
        cell: (row) => row.kind === "user" && <Numbers numbers={row.user.phoneNumbers} />,
      },
      {
        id: "devices",
        header: t("columns.devices"),
        from: "sm",
        width: "165px",
        value: (row) => (row.kind === "user" ? row.user.devices.online : -1),
        cell: (row) => row.kind === "user" && <Devices user={row.user} />,
      },
      {
        id: "calls",
        header: t("columns.calls"),
        from: "md",
        width: "190px",
        value: (row) => (row.kind === "user" && row.user.forwarding.enabled ? (row.user.forwarding.number ?? "") : ""),
        cell: (row) => <Calls row={row} />,
      },
      {
        id: "voicemail",
        header: t("columns.voicemail"),
        from: "lg",
        width: "190px",
        value: (row) => (row.kind === "user" ? (row.user.voicemail.new ?? 0) : -1),
        cell: (row) => row.kind === "user" && <Messages user={row.user} />,
      },
    ],
    [t, write],
  );
}

function Name({ row }: { readonly row: ExtensionRow }): ReactElement {
  const { t } = useTranslation("extensions");
  const { name } = subjectOf(row);
  const Icon = row.kind === "user" ? undefined : ICONS[row.kind];
  return (
    <Group gap="sm" wrap="nowrap">
      {Icon === undefined ? (
        <Avatar
          size={32}
          radius="xl"
          name={name}
          color="initials"
          alt=""
          classNames={{ placeholder: classes["initials"] ?? "" }}
        />
      ) : (
        <ThemeIcon size={32} radius="xl" variant="light" color="gray">
          <Icon size={16} aria-hidden />
        </ThemeIcon>
      )}
      <div style={{ minWidth: 0 }}>
        <Text fw={500} size="sm" truncate>
          {name}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {row.kind === "user" ? row.user.email : t(`kinds.${row.kind}`)}
        </Text>
      </div>
    </Group>
  );
}

function Numbers({ numbers }: { readonly numbers: readonly string[] }): ReactElement | null {
  const [first, ...others] = numbers;
  if (first === undefined) return null;
  return (
    <Group gap={6} wrap="nowrap">
      <PhoneNumberText number={first} />
      {others.length > 0 && (
        <Badge size="sm" variant="default">
          +{others.length}
        </Badge>
      )}
    </Group>
  );
}

function Devices({ user: { devices } }: { readonly user: User }): ReactElement {
  const { t } = useTranslation("extensions");
  if (devices.total === 0)
    return (
      <Text size="sm" c="dimmed">
        {t("no-device")}
      </Text>
    );
  return (
    <Group gap={8} wrap="nowrap">
      <Dot isOn={devices.online > 0} />
      <Text size="sm">{t("devices-online", { online: devices.online, total: devices.total })}</Text>
    </Group>
  );
}

/** What is set about calls, where it isn't the usual. */
function Calls({ row }: { readonly row: ExtensionRow }): ReactElement | null {
  const { t } = useTranslation("extensions");
  const write = useNumberWriter();
  if (row.kind === "ring-group")
    return (
      <Text size="sm" c="dimmed">
        {t("members", { count: row.group.members.length })}
      </Text>
    );
  if (row.kind !== "user") return null;
  const { doNotDisturb, forwarding } = row.user;
  if (doNotDisturb) return <Mark icon={BellOff} text={t("do-not-disturb")} />;
  if (forwarding.enabled && forwarding.number !== null)
    return (
      <Mark
        icon={PhoneForwarded}
        text={write(forwarding.number)}
        label={t("forwarded", { to: write(forwarding.number) })}
      />
    );
  return null;
}

function Messages({ user: { voicemail } }: { readonly user: User }): ReactElement {
  const { t } = useTranslation("extensions");
  if (!voicemail.enabled) return <Mark icon={PhoneOff} text={t("voicemail-off")} isDim />;
  const count = voicemail.new ?? 0;
  return count === 0 ? (
    <Mark icon={Voicemail} text={t("voicemail-on")} isDim />
  ) : (
    <Mark icon={Voicemail} text={t("new", { count })} />
  );
}

interface MarkProps {
  readonly icon: LucideIcon;
  readonly text: string;
  readonly label?: string;
  readonly isDim?: boolean;
}

function Mark({ icon: Icon, text, label = text, isDim = false }: MarkProps): ReactElement {
  return (
    <Tooltip label={label}>
      <Group gap={6} wrap="nowrap" {...(isDim && { c: "dimmed" })}>
        <Icon size={15} aria-hidden style={{ flex: "none" }} />
        <Text size="sm" truncate>
          {text}
        </Text>
      </Group>
    </Tooltip>
  );
}
