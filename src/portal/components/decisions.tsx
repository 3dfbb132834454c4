import { Stack, Text } from "@mantine/core";
import type { ReactElement } from "react";
import classes from "./list.module.css";

interface Decision {
  readonly rule: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly result: string;
}

/** The rules that were asked of a call, in their order, and what each said: in the words of the API. */
export function Decisions({ decisions }: { readonly decisions: readonly Decision[] }): ReactElement {
  return (
    <Stack gap={0} component="ol" m={0} p={0}>
      {decisions.map(({ rule, input, result }, place) => (
        <li key={place} className={classes["row"]}>
          <Stack gap={0} py="xs">
            <Text size="sm" fw={600}>
              {rule}
              {" → "}
              {result}
            </Text>
            <Text size="xs" c="dimmed" className={classes["code"]}>
              {Object.entries(input)
                .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
                .join(", ")}
            </Text>
          </Stack>
        </li>
      ))}
    </Stack>
  );
}
