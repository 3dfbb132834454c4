import type { TFunction } from "i18next";
import {
  BellOff,
  ConciergeBell,
  Inbox,
  PhoneForwarded,
  PhoneOff,
  Presentation,
  Users,
  Voicemail,
  type LucideIcon,
} from "lucide-react";
import { useMemo, type ReactElement, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { User } from "../../api/types.ts";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import type { Column } from "../../components/table-features.ts";
import classes from "./extensions.module.css";
import { Dot } from "./dot.tsx";
import { subjectOf, type ExtensionKind, type ExtensionRow } from "./rows.ts";

const ICONS: Readonly<Record<Exclude<ExtensionKind, "user">, LucideIcon>> = {
  "ring-group": Users,
  receptionist: ConciergeBell,
  conference: Presentation,
  "shared-mailbox": Inbox,
};

/** What the cells speak with: plain functions, so that a row that scrolls into sight starts no hook. */
interface Words {
  readonly t: TFunction<"extensions">;
  readonly write: (number: string) => string;
}

export function useColumns(): readonly Column<ExtensionRow>[] {
  const { t } = useTranslation("extensions");
  const write = useNumberWriter();
  return useMemo(() => {
    const words = { t, write };
    return [
      {
        id: "name",
        header: t("columns.name"),
        value: (row) => subjectOf(row).name,
        cell: (row) => nameCell(row, words),
      },
      { id: "extension", header: t("columns.extension"), width: "110px", value: (row) => subjectOf(row).extension },
      {
        id: "numbers",
        header: t("columns.numbers"),
        from: "md",
        width: "150px",
        value: (row) =>
          row.kind === "user" ? row.user.phoneNumbers.map((number) => `${write(number)} ${number}`).join(" ") : "",
        cell: (row) => row.kind === "user" && numbersCell(row.user, words),
      },
      {
        id: "devices",
        header: t("columns.devices"),
        from: "sm",
        width: "150px",
        value: (row) => (row.kind === "user" ? row.user.devices.online : -1),
        cell: (row) => row.kind === "user" && devicesCell(row.user, words),
      },
      {
        id: "calls",
        header: t("columns.calls"),
        from: "lg",
        width: "170px",
        value: (row) => (row.kind === "user" && row.user.forwarding.enabled ? (row.user.forwarding.number ?? "") : ""),
        cell: (row) => callsCell(row, words),
      },
      {
        id: "voicemail",
        header: t("columns.voicemail"),
        from: "xl",
        width: "170px",
        value: (row) => (row.kind === "user" ? (row.user.voicemail.new ?? 0) : -1),
        cell: (row) => row.kind === "user" && messagesCell(row.user, words),
      },
    ];
  }, [t, write]);
}

function nameCell(row: ExtensionRow, { t }: Words): ReactElement {
  const { name } = subjectOf(row);
  const Icon = row.kind === "user" ? undefined : ICONS[row.kind];
  return (
    <span className={classes["who"]}>
      {Icon === undefined ? (
        <span aria-hidden className={classes["initials"]} data-hue={hueOf(name)}>
          {initialsOf(name)}
        </span>
      ) : (
        <span aria-hidden className={classes["initials"]}>
          <Icon size={16} />
        </span>
      )}
      <span className={classes["lines"]}>
        <span className={classes["name"]}>{name}</span>
        <span className={classes["under"]}>{row.kind === "user" ? row.user.email : t(`kind.${row.kind}`)}</span>
      </span>
    </span>
  );
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const [first = "", last = ""] = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return `${firstLetter(first)}${firstLetter(last)}`.toUpperCase();
}

function firstLetter(word: string): string {
  const letter = word.codePointAt(0);
  return letter === undefined ? "" : String.fromCodePoint(letter);
}

const HUES = 6;

/** One of the colours of extensions.module.css; the same name always has the same. */
function hueOf(name: string): number {
  let sum = 0;
  for (let at = 0; at < name.length; at++) sum = (sum * 31 + name.charCodeAt(at)) % 9973;
  return sum % HUES;
}

function numbersCell({ phoneNumbers: [first, ...others] }: User, { write }: Words): ReactNode {
  if (first === undefined) return null;
  return (
    <span className={classes["mark"]}>
      <span className="numbers">{write(first)}</span>
      {others.length > 0 && <span className={classes["more"]}>+{others.length}</span>}
    </span>
  );
}

function devicesCell({ devices: { online, total } }: User, { t }: Words): ReactElement {
  if (total === 0) return <span className={classes["dim"]}>{t("no-device")}</span>;
  return (
    <span className={classes["mark"]}>
      <Dot isOn={online > 0} />
      {t("devices-online", { online, total })}
    </span>
  );
}

/** What is set about calls, where it isn't the usual. */
function callsCell(row: ExtensionRow, { t, write }: Words): ReactNode {
  if (row.kind === "ring-group")
    return <span className={classes["dim"]}>{t("members", { count: row.group.members.length })}</span>;
  if (row.kind !== "user") return null;
  const { doNotDisturb, forwarding } = row.user;
  if (doNotDisturb) return mark(BellOff, t("do-not-disturb"));
  if (!forwarding.enabled || forwarding.number === null) return null;
  const to = write(forwarding.number);
  return mark(PhoneForwarded, to, { label: t("forwarded", { to }) });
}

function messagesCell({ voicemail }: User, { t }: Words): ReactElement {
  if (!voicemail.enabled) return mark(PhoneOff, t("voicemail-off"), { isDim: true });
  const count = voicemail.new ?? 0;
  return count === 0 ? mark(Voicemail, t("voicemail-on"), { isDim: true }) : mark(Voicemail, t("new", { count }));
}

function mark(Icon: LucideIcon, text: string, { label = text, isDim = false } = {}): ReactElement {
  return (
    <span className={`${classes["mark"]} ${isDim ? classes["dim"] : ""}`} title={label}>
      <Icon size={15} aria-hidden />
      <span className={classes["text"]}>{text}</span>
    </span>
  );
}
