import { NumberInput, SimpleGrid } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { Receptionist } from "../../api/types.ts";
import type { Editing } from "../../components/use-editing.ts";

/** How often and how long callers are asked; the bounds are the API's. */
const FIELDS = [
  { field: "tries", label: "fields.tries", min: 1, max: 5 },
  { field: "waitSeconds", label: "fields.wait", min: 2, max: 30 },
  { field: "noInputSeconds", label: "fields.no-input-seconds", min: 5, max: 300 },
] as const;

export function Patience({ editing }: { readonly editing: Editing<Receptionist> }): ReactElement {
  const { t } = useTranslation("receptionists");
  const { value, set, faultOf } = editing;
  return (
    <SimpleGrid cols={{ base: 1, sm: 3 }}>
      {FIELDS.map(({ field, label, min, max }) => (
        <NumberInput
          key={field}
          label={t(label)}
          description={t("fields.from-to", { min, max })}
          min={min}
          max={max}
          clampBehavior="none"
          allowDecimal={false}
          value={value[field]}
          error={faultOf(`/${field}`)}
          onChange={(typed) => typeof typed === "number" && set(field, typed)}
        />
      ))}
    </SimpleGrid>
  );
}
