import { Card, Select, Stack, Text } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import { useOwnSettings, useOwnUser } from "../../session/own-settings.ts";

const callerIdsQuery = queryOptions({
  queryKey: ["phone-numbers", "caller-ids"],
  queryFn: ({ signal }) => call(api.GET("/api/v1/me/caller-ids", { signal })),
});

/** The API's null: a menu has only texts. */
const MAIN = "main";

/** Which number a called party sees. */
export function CallerIdCard(): ReactElement {
  const { t } = useTranslation("my-phone");
  const print = useNumberWriter();
  const { outboundCallerId } = useOwnUser();
  const { data, isPending } = useQuery(callerIdsQuery);
  const change = useOwnSettings();
  const items = (data?.items ?? []).map(({ value, kind, number, label }) => {
    const shown = number === null ? "" : print(number);
    const key = kind === "main" && number === null ? "main-none" : kind;
    return { value: value ?? MAIN, label: t(`caller-id.${key}`, { number: shown, label: label ?? "" }) };
  });
  return (
    <Card withBorder padding="lg">
      <Stack gap="xs">
        <Text fw={600} component="h2" fz="md">
          {t("caller-id.title")}
        </Text>
        <Select
          aria-label={t("caller-id.title")}
          description={t("caller-id.text")}
          data={items}
          value={outboundCallerId ?? MAIN}
          disabled={isPending}
          allowDeselect={false}
          aria-busy={isPending}
          onChange={(value) => change.mutate({ outboundCallerId: value === MAIN ? null : value })}
        />
      </Stack>
    </Card>
  );
}
