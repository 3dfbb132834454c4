import { SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { Overflow } from "../api/types.ts";
import { DestinationSelect } from "./destination-select.tsx";
import { readNumber } from "./phone-number.ts";
import { useCountry, useNumberWriter } from "./phone-number-text.tsx";

interface OverflowSelectProps {
  readonly label: string;
  readonly description?: string;
  readonly value: Overflow | null;
  readonly onChange: (to: Overflow | null) => void;
  /** What "nowhere" means here. */
  readonly nothing: string;
  readonly error?: string | undefined;
}

/** Where calls shall go: inside of the company, or to a number outside. */
export function OverflowSelect(props: OverflowSelectProps): ReactElement {
  const { label, description, value, onChange, nothing, error } = props;
  const { t } = useTranslation();
  // A number outside is chosen before it is typed.
  const [isOutside, setOutside] = useState(value?.kind === "outside");
  const outside = isOutside || value?.kind === "outside";
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      {description !== undefined && (
        <Text size="xs" c="dimmed">
          {description}
        </Text>
      )}
      <SegmentedControl
        size="xs"
        aria-label={label}
        value={outside ? "outside" : "inside"}
        onChange={(where) => {
          setOutside(where === "outside");
          if ((value?.kind === "outside") !== (where === "outside")) onChange(null);
        }}
        data={[
          { value: "inside", label: t("destination.inside") },
          { value: "outside", label: t("destination.outside") },
        ]}
        style={{ alignSelf: "flex-start" }}
      />
      {outside ? (
        <OutsideInput label={label} value={value} onChange={onChange} error={error} />
      ) : (
        <DestinationSelect
          ariaLabel={label}
          value={value}
          onChange={onChange}
          nothing={nothing}
          {...(error !== undefined && { error })}
        />
      )}
    </Stack>
  );
}

interface OutsideInputProps {
  readonly label: string;
  readonly value: { readonly kind: string } | null;
  readonly onChange: (to: Overflow | null) => void;
  readonly error: string | undefined;
}

/** A public number as people write it, taken when it is left. */
export function OutsideInput({ label, value, onChange, error }: OutsideInputProps): ReactElement {
  const country = useCountry();
  const write = useNumberWriter();
  const number = value !== null && value.kind === "outside" && "number" in value ? String(value.number) : "";
  const [typed, setTyped] = useState<string>();
  return (
    <TextInput
      type="tel"
      aria-label={label}
      placeholder="+33 …"
      error={error}
      value={typed ?? (number === "" ? "" : write(number))}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        const read = readNumber(currentTarget.value, country);
        onChange(read === "" ? null : { kind: "outside", number: read });
      }}
      onBlur={() => setTyped(undefined)}
    />
  );
}
