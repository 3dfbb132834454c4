import { Alert, Stack, Table, Text } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Trunk } from "../../api/types.ts";
import { Time } from "../../components/time.tsx";
import { TestCall } from "./test-call.tsx";
import { stateOf } from "./trunk-state.tsx";

interface Fact {
  readonly what: string;
  readonly value: ReactNode;
}

/** How the trunk does now; it is told of each change, so it shows what is. */
export function StateTab({ trunk }: { readonly trunk: Trunk }): ReactElement {
  const { t } = useTranslation("trunks");
  const state = stateOf(trunk);
  const isBad = state === "refused" || state === "not-registered" || state === "down";
  return (
    <Stack gap="lg">
      <Alert color={isBad ? "red" : state === "up" ? "green" : "petrol"} role={isBad ? "alert" : "status"}>
        <Text size="sm">{t(`states-text.${state}`)}</Text>
      </Alert>
      <Facts trunk={trunk} />
      <TestCall isOff={!trunk.enabled} />
    </Stack>
  );
}

function Facts({ trunk }: { readonly trunk: Trunk }): ReactElement {
  const { t } = useTranslation("trunks");
  const { registration, health, refusal } = trunk.status;
  const facts: readonly (Fact | undefined)[] = [
    registration === null
      ? undefined
      : { what: t("facts.registration"), value: t(`registration.${registration.state}`) },
    registration === null ? undefined : { what: t("facts.since"), value: <Time at={registration.since} /> },
    registration?.reason === undefined ? undefined : { what: t("facts.reason"), value: registration.reason },
    registration?.expiresAt === undefined
      ? undefined
      : { what: t("facts.expires"), value: <Time at={registration.expiresAt} /> },
    registration?.retryAt === undefined
      ? undefined
      : { what: t("facts.retry"), value: <Time at={registration.retryAt} /> },
    health === null ? undefined : { what: t("facts.health"), value: t(`health.${health.state}`) },
    health === null ? undefined : { what: t("facts.since"), value: <Time at={health.since} /> },
    refusal === undefined ? undefined : { what: t("facts.refusal"), value: refusal.reason },
    refusal === undefined ? undefined : { what: t("facts.since"), value: <Time at={refusal.since} /> },
  ];
  const known = facts.filter((fact) => fact !== undefined);
  if (known.length === 0) return <Text c="dimmed">{t("facts.none")}</Text>;
  return (
    <Table layout="fixed" highlightOnHover={false} aria-label={t("tabs.state")}>
      <Table.Tbody>
        {known.map(({ what, value }, place) => (
          <Table.Tr key={place}>
            <Table.Th scope="row" fw={500}>
              {what}
            </Table.Th>
            <Table.Td style={{ overflowWrap: "anywhere" }}>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
