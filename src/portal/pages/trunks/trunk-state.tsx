import { Badge } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { Trunk } from "../../api/types.ts";

/** How a trunk does, in one word. */
export type TrunkStateName = "off" | "refused" | "not-registered" | "down" | "registering" | "up" | "unknown";

const COLOURS: Readonly<Record<TrunkStateName, string>> = {
  off: "gray",
  refused: "red",
  "not-registered": "red",
  down: "red",
  registering: "orange",
  up: "green",
  unknown: "gray",
};

/** What keeps calls from passing comes first: a provider that refuses us may answer every question all the same. */
export function stateOf({ enabled, status: { registration, health, refusal } }: Trunk): TrunkStateName {
  if (!enabled) return "off";
  if (refusal !== undefined) return "refused";
  if (registration?.state === "failed") return "not-registered";
  if (health?.state === "down") return "down";
  if (registration?.state === "registering") return "registering";
  return registration?.state === "registered" || health?.state === "up" ? "up" : "unknown";
}

export function TrunkState({ trunk }: { readonly trunk: Trunk }): ReactElement {
  const { t } = useTranslation("trunks");
  const state = stateOf(trunk);
  return (
    <Badge variant="light" color={COLOURS[state]}>
      {t(`states.${state}`)}
    </Badge>
  );
}
