import { Select, type ComboboxItem, type ComboboxItemGroup } from "@mantine/core";
import { useMemo, type ReactElement, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Destination } from "../api/types.ts";
import { DESTINATION_KINDS, useDestinations, type DestinationKind, type KnownDestination } from "./destinations.ts";

interface DestinationSelectProps {
  /** Shown above it; where there is no room for that, `ariaLabel` says what is chosen. */
  readonly label?: string;
  readonly ariaLabel?: string;
  readonly description?: string;
  readonly value: Destination | null;
  readonly onChange: (destination: Destination | null) => void;
  /** Default: all kinds. */
  readonly kinds?: readonly DestinationKind[];
  /** What "nowhere" means here; undefined: something must be chosen. */
  readonly nothing?: string;
  readonly error?: ReactNode;
  readonly disabled?: boolean;
  readonly size?: "xs" | "sm";
  /** Mounted by a click on what it takes the place of: it has the keyboard and shows its list. */
  readonly opensAtOnce?: boolean;
  readonly onClose?: () => void;
}

/** A list of thousands is searched, not read. */
const SHOWN_AT_ONCE = 60;
const NOTHING = "";

/** Where calls shall go: users, groups, receptionists, conferences, mailboxes, or nowhere; searched by name or extension. */
export function DestinationSelect(props: DestinationSelectProps): ReactElement {
  const { label, ariaLabel, description, value, onChange, kinds = DESTINATION_KINDS, nothing } = props;
  const { error, disabled, size, opensAtOnce = false, onClose } = props;
  const { t } = useTranslation();
  const known = useDestinations();
  const data = useMemo(() => {
    const groups: ComboboxItemGroup<ComboboxItem>[] = kinds.map((kind) => ({
      group: t(`destination.${kind}`),
      items: known.filter((one) => one.kind === kind).map(itemOf(t("destination.of-mailbox"))),
    }));
    const filled = groups.filter(({ items }) => items.length > 0);
    return nothing === undefined ? filled : [{ value: NOTHING, label: nothing }, ...filled];
  }, [known, kinds, nothing, t]);
  return (
    <Select
      {...(error !== undefined && { error })}
      {...(disabled !== undefined && { disabled })}
      {...(size !== undefined && { size })}
      {...(onClose !== undefined && { onDropdownClose: onClose })}
      {...(opensAtOnce && { autoFocus: true })}
      {...(label !== undefined && { label })}
      {...(description !== undefined && { description })}
      aria-label={ariaLabel}
      data={data}
      value={value === null ? (nothing === undefined ? null : NOTHING) : keyOf(value)}
      onChange={(key) => onChange(key === null || key === NOTHING ? null : destinationOf(key))}
      allowDeselect={false}
      searchable
      selectFirstOptionOnChange
      // What is typed looks for another: it doesn't lengthen the name of this one.
      onFocus={({ currentTarget }) => currentTarget.select()}
      limit={SHOWN_AT_ONCE}
      nothingFoundMessage={t("nothing-found")}
      comboboxProps={{ shadow: "md" }}
      maxDropdownHeight={340}
    />
  );
}

function itemOf(ofMailbox: string) {
  return ({ kind, id, name, extension }: KnownDestination): ComboboxItem => {
    const called = kind === "mailbox" ? `${ofMailbox} ${name}` : name;
    return { value: keyOf({ kind, id }), label: extension === undefined ? called : `${called} · ${extension}` };
  };
}

function keyOf({ kind, id }: Destination): string {
  return `${kind}/${id}`;
}

function destinationOf(key: string): Destination {
  const [kind, id = ""] = key.split("/");
  return { kind: kind as DestinationKind, id };
}
