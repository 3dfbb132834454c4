import { Autocomplete } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { readNumber } from "./phone-number.ts";
import { useCountry, useNumberWriter } from "./phone-number-text.tsx";

const EXTENSION = /^\d{2,6}$/;
/** More are narrowed by typing. */
const SHOWN_AT_ONCE = 8;

interface PartyFieldProps {
  readonly label: string;
  readonly description: string;
  /** Who can be found by name. */
  readonly colleagues: readonly { readonly name: string; readonly extension: string }[];
  /** An extension, or a number in E.164. */
  readonly number: string | null;
  readonly error?: string | undefined;
  readonly isFirst?: boolean;
  readonly onChange: (number: string | null) => void;
}

/** Whom a call is sent to: a number as people of the country write it, or a colleague's extension, found by name. */
export function PartyField(props: PartyFieldProps): ReactElement {
  const { label, description, colleagues, number, error, isFirst = false, onChange } = props;
  const write = useNumberWriter();
  const country = useCountry();
  const [typed, setTyped] = useState<string>();
  const shown = typed ?? (number === null ? "" : write(number));
  const take = (text: string): void => {
    setTyped(text);
    const word = text.split(" · ").at(-1)?.trim() ?? "";
    onChange(word === "" ? null : EXTENSION.test(word) ? word : readNumber(word, country));
  };
  return (
    <Autocomplete
      {...{ label, description, error }}
      value={shown}
      limit={SHOWN_AT_ONCE}
      {...(isFirst && { "data-autofocus": true })}
      data={[...new Set(colleagues.map(({ name, extension }) => `${name} · ${extension}`))]}
      onChange={take}
      onBlur={() => setTyped(undefined)}
    />
  );
}
