import { SegmentedControl, Select } from "@mantine/core";
import type { ReactElement } from "react";

interface ChoiceFilterProps<Choice extends string> {
  readonly label: string;
  readonly choices: readonly { readonly value: Choice; readonly label: string }[];
  readonly value: Choice;
  readonly onChange: (choice: Choice) => void;
}

/** A few choices beside the search of a table: all in sight on a desk, a menu on a telephone. */
export function ChoiceFilter<Choice extends string>(props: ChoiceFilterProps<Choice>): ReactElement {
  const { label, choices, value, onChange } = props;
  return (
    <>
      <SegmentedControl<Choice>
        visibleFrom="md"
        size="xs"
        aria-label={label}
        value={value}
        onChange={onChange}
        data={[...choices]}
      />
      <Select<Choice>
        hiddenFrom="md"
        aria-label={label}
        allowDeselect={false}
        value={value}
        onChange={(choice) => choice !== null && onChange(choice)}
        data={[...choices]}
      />
    </>
  );
}
