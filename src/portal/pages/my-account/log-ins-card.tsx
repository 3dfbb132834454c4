import { Badge, Button, Card, Group, Stack, Text } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Monitor } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { ErrorState, Loaded } from "../../components/states.tsx";
import { Time } from "../../components/time.tsx";

const logInsQuery = queryOptions({
  queryKey: ["sessions"],
  queryFn: ({ signal }) => call(api.GET("/api/v1/sessions", { signal })),
});

/** In which browsers the person is logged in; a forgotten one is ended from here. */
export function LogInsCard(): ReactElement {
  const { t } = useTranslation("my-account");
  const query = useQuery(logInsQuery);
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: (id: string) => call(api.DELETE("/api/v1/sessions/{id}", { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: logInsQuery.queryKey }),
  });
  return (
    <Card withBorder padding="lg">
      <Stack>
        <Text fw={600} component="h2" fz="md">
          {t("log-ins.title")}
        </Text>
        {end.isError && <ErrorState error={end.error} />}
        <Loaded query={query}>
          {({ items }) =>
            items.map(({ id, current, browser, system, address, lastSeenAt }) => (
              <Group key={id} wrap="nowrap" justify="space-between">
                <Group wrap="nowrap" miw={0}>
                  <Monitor size={18} aria-hidden />
                  <Stack gap={0} miw={0}>
                    <Text truncate>
                      {[browser, system].filter((word) => word !== null).join(" · ") || t("log-ins.unknown")}
                    </Text>
                    <Text size="sm" c="dimmed" truncate>
                      {address !== null && `${address} · `}
                      <Time at={lastSeenAt} />
                    </Text>
                  </Stack>
                </Group>
                {current ? (
                  <Badge variant="light" flex="none">
                    {t("log-ins.current")}
                  </Badge>
                ) : (
                  <Button variant="default" size="compact-sm" flex="none" onClick={() => end.mutate(id)}>
                    {t("log-ins.end")}
                  </Button>
                )}
              </Group>
            ))
          }
        </Loaded>
      </Stack>
    </Card>
  );
}
