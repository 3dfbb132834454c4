import { Badge, Button, Group, Stack, Table, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Send } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { ErrorState, Loaded } from "../../components/states.tsx";
import { Time, useFormat } from "../../components/time.tsx";
import { deliveriesQuery, type Delivery } from "./queries.ts";

/** No event tells of deliveries: they are looked at again after this. */
const LOOK_AGAIN_MS = 5_000;
const COLOURS: Readonly<Record<Delivery["state"], string>> = { delivered: "green", waiting: "orange", failed: "red" };

/** What was delivered lately and what wasn't, and a test that is delivered at once. */
export function Deliveries({ id }: { readonly id: string }): ReactElement {
  const { t } = useTranslation("webhooks");
  const { number } = useFormat();
  const whyOf = useWhy();
  const queryClient = useQueryClient();
  const query = useQuery({ ...deliveriesQuery(id), refetchInterval: LOOK_AGAIN_MS });
  const test = useMutation({
    mutationFn: () => call(api.POST("/api/v1/webhooks/{id}/test", { params: { path: { id } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: deliveriesQuery(id).queryKey }),
  });
  return (
    <Stack>
      <Group>
        <Button
          variant="default"
          leftSection={<Send size={16} aria-hidden />}
          loading={test.isPending}
          onClick={() => test.mutate()}
        >
          {t("test.action")}
        </Button>
        {test.data !== undefined && (
          <Text size="sm" role="status">
            {t(`test.${test.data.state === "delivered" ? "delivered" : "failed"}`, {
              why: whyOf(test.data),
              ms: number(Math.round(test.data.durationMs)),
            })}
          </Text>
        )}
      </Group>
      {test.isError && <ErrorState error={test.error} />}
      <Loaded query={query}>
        {({ items, waiting }) => (
          <>
            {waiting > 0 && <Text size="sm">{t("waiting", { count: waiting })}</Text>}
            {items.length === 0 ? (
              <Text size="sm" c="dimmed">
                {t("no-deliveries")}
              </Text>
            ) : (
              <DeliveryTable items={items} />
            )}
          </>
        )}
      </Loaded>
    </Stack>
  );
}

function DeliveryTable({ items }: { readonly items: readonly Delivery[] }): ReactElement {
  const { t } = useTranslation("webhooks");
  const whyOf = useWhy();
  return (
    <Table aria-label={t("tabs.deliveries")}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("columns.at")}</Table.Th>
          <Table.Th>{t("columns.event")}</Table.Th>
          <Table.Th>{t("columns.state")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((delivery) => (
          <Table.Tr key={`${delivery.id}/${delivery.attemptedAt}`}>
            <Table.Td>
              <Time at={delivery.attemptedAt} />
            </Table.Td>
            <Table.Td style={{ overflowWrap: "anywhere" }}>{delivery.type}</Table.Td>
            <Table.Td>
              <Badge variant="light" color={COLOURS[delivery.state]}>
                {t(`delivery.${delivery.state}`)}
              </Badge>
              <Text size="xs" c="dimmed">
                {whyOf(delivery)}
                {delivery.attempts > 1 && ` · ${t("attempts", { count: delivery.attempts })}`}
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

const REASONS = [
  "refused",
  "redirected",
  "timeout",
  "name-unknown",
  "not-reached",
  "private-address",
  "certificate",
] as const;

/** What the receiver has answered, or why there was no answer. */
function useWhy(): (delivery: Delivery) => string {
  const { t } = useTranslation("webhooks");
  return ({ status, reason }) => {
    const known = REASONS.find((one) => one === reason);
    const words = known === undefined ? reason : t(`reasons.${known}`);
    return [status === undefined ? undefined : `HTTP ${status}`, words].filter((word) => word !== undefined).join(", ");
  };
}
