import { Select } from "@mantine/core";
import { useMemo, type ReactElement } from "react";
import { useCountries } from "./use-countries.ts";

interface PlaceSelectProps {
  readonly label: string;
  readonly description?: string;
  readonly value: string;
  readonly error?: string | undefined;
  readonly onChange: (value: string) => void;
}

/** A list of hundreds is searched, not read. */
const SHOWN_AT_ONCE = 60;

/** A country by its name in the reader's language. */
export function CountrySelect({ onChange, ...props }: PlaceSelectProps): ReactElement {
  return (
    <Select
      {...props}
      allowDeselect={false}
      searchable
      data={[...useCountries()]}
      onChange={(country) => country !== null && onChange(country)}
    />
  );
}

/** A time zone of those that the browser knows, and the one that is set. */
export function TimeZoneSelect({ onChange, ...props }: PlaceSelectProps): ReactElement {
  const { value } = props;
  const zones = useMemo(() => [...new Set([...Intl.supportedValuesOf("timeZone"), value])], [value]);
  return (
    <Select
      {...props}
      allowDeselect={false}
      searchable
      limit={SHOWN_AT_ONCE}
      data={zones}
      onChange={(zone) => zone !== null && onChange(zone)}
    />
  );
}
