import { Badge } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { DeviceSetup } from "../api/types.ts";

const COLOURS = { waiting: "orange", expired: "gray", fetched: "petrol", registered: "green" } as const;

/** How far a phone has come that sets itself up. */
export function SetUpBadge({ state }: { readonly state: DeviceSetup["state"] }): ReactElement {
  const { t } = useTranslation();
  return (
    <Badge variant="light" color={COLOURS[state]}>
      {t(`set-up-states.${state}`)}
    </Badge>
  );
}
