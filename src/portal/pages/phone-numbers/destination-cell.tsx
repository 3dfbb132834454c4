import { Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import {
  ConciergeBell,
  ChevronDown,
  CircleOff,
  Inbox,
  Presentation,
  User,
  Users,
  Voicemail,
  type LucideIcon,
} from "lucide-react";
import { useRef, useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { Destination } from "../../api/types.ts";
import { DestinationSelect } from "../../components/destination-select.tsx";
import type { DestinationKind } from "../../components/destinations.ts";
import classes from "./phone-numbers.module.css";

const ICONS: Readonly<Record<DestinationKind, LucideIcon>> = {
  user: User,
  mailbox: Voicemail,
  "shared-mailbox": Inbox,
  "ring-group": Users,
  conference: Presentation,
  receptionist: ConciergeBell,
};

interface DestinationCellProps {
  /** As people write it. */
  readonly number: string;
  readonly destination: Destination | null;
  readonly name: string;
  /** What it was before it was changed. */
  readonly was: string | undefined;
  readonly failure: string | undefined;
  readonly onChange: (destination: Destination | null) => void;
}

/**
 * The destination menu of a row. It is a menu only while it is open: a table of thousands of numbers, each with a menu of
 * thousands of people, would stutter.
 */
export function DestinationCell(props: DestinationCellProps): ReactElement {
  const { number, destination, name, was, failure, onChange } = props;
  const { t } = useTranslation("phone-numbers");
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const label = t("destination-of", { number });
  if (isOpen)
    return (
      <DestinationSelect
        ariaLabel={label}
        value={destination}
        onChange={onChange}
        nothing={t("nowhere")}
        size="sm"
        opensAtOnce
        onClose={() => {
          setOpen(false);
          // Back to the row, unless the keyboard has already gone elsewhere.
          requestAnimationFrame(() => document.activeElement === document.body && button.current?.focus());
        }}
      />
    );
  const Icon = destination === null ? CircleOff : ICONS[destination.kind];
  return (
    <UnstyledButton
      ref={button}
      data-row-focus
      data-changed={was !== undefined || undefined}
      data-failed={failure !== undefined || undefined}
      className={classes["destination"]}
      aria-haspopup="listbox"
      title={failure ?? (was === undefined ? undefined : t("was", { destination: was }))}
      onClick={() => setOpen(true)}
    >
      <VisuallyHidden>{label}</VisuallyHidden>
      <Icon size={16} aria-hidden className={classes["icon"]} />
      <Text span size="sm" truncate {...(destination === null && { c: "dimmed" })}>
        {name}
      </Text>
      {destination !== null && (
        <Text span size="xs" c="dimmed" visibleFrom="sm" className={classes["kind"]}>
          {t(`kinds.${destination.kind}`)}
        </Text>
      )}
      <ChevronDown size={16} aria-hidden className={classes["chevron"]} />
    </UnstyledButton>
  );
}
