import { Badge, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import type { Receptionist } from "../../api/types.ts";
import { ErrorState } from "../../components/states.tsx";
import { useFormat } from "../../components/time.tsx";

/** An open receptionist closes by itself: it is asked anew each minute. */
const ASKED_EACH_MS = 60_000;

interface OpenStateProps {
  /** As it is stored: what isn't saved has no state yet. */
  readonly receptionist: Receptionist;
  /** RFC 3339; undefined: now. */
  readonly at?: string;
}

/** Whether it is open, why, and until when. */
export function OpenState({ receptionist: { id, version }, at }: OpenStateProps): ReactElement | null {
  const { t } = useTranslation("receptionists");
  const params = { path: { id }, query: at === undefined ? {} : { at } };
  const { data, error } = useQuery({
    queryKey: ["receptionists", id, "schedule", version, at ?? "now"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/receptionists/{id}/schedule", { signal, params })),
    refetchInterval: at === undefined ? ASKED_EACH_MS : false,
  });
  // Its opening hours are of its own zone, and so is when they change.
  const { when } = useFormat(data?.timeZone);
  if (error !== null) return <ErrorState error={error} />;
  if (data === undefined) return null;
  const { because } = data;
  const why = t(`because.${because.kind}`, { name: "name" in because ? because.name : "" });
  return (
    <Group gap="xs" wrap="wrap" role="status">
      <Badge color={data.open ? "green.9" : "gray.7"} variant="filled">
        {t(data.open ? "open" : "closed")}
      </Badge>
      <Text size="sm" span>
        {why}
        {data.nextChange !== null && `, ${t("state.until", { when: when(data.nextChange) })}`}
      </Text>
    </Group>
  );
}
