import { Button, Card, Group, NumberInput, SimpleGrid, Stack, Table, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { ErrorState, Loaded } from "../../components/states.tsx";
import { useFormat } from "../../components/time.tsx";

type Month = Awaited<ReturnType<typeof readBilling>>["months"][number];

/** What the company's seats cost, have cost, and would cost. */
export function Page(): ReactElement {
  const { t } = useTranslation("billing");
  const { number, money } = useFormat();
  // A new user is a new seat: what is told of users is told of this too.
  const query = useQuery({ queryKey: ["users", "billing"], queryFn: ({ signal }) => readBilling(signal) });
  return (
    <>
      <PageHeader
        title={t("nav")}
        text={t("text")}
        actions={
          <Button
            component="a"
            variant="default"
            href="/api/v1/billing.csv"
            download="billing.csv"
            leftSection={<Download size={16} aria-hidden />}
          >
            {t("export")}
          </Button>
        }
      />
      <Loaded query={query}>
        {({ seats, seatPrice: { amount, currency }, monthly, thisMonth, months }) => (
          <Stack>
            <SimpleGrid cols={{ base: 2, md: 4 }}>
              <Figure label={t("seats")} value={number(seats)} text={t("seats-text")} />
              <Figure label={t("price")} value={money(amount, currency)} text={t("price-text")} />
              <Figure label={t("monthly")} value={money(monthly, currency)} text={t("monthly-text")} />
              <Figure
                label={t("this-month")}
                value={money(thisMonth.total, thisMonth.seatPrice.currency)}
                text={t("this-month-text", { count: thisMonth.seats })}
              />
            </SimpleGrid>
            <Quote />
            <Months months={months} />
          </Stack>
        )}
      </Loaded>
    </>
  );
}

function readBilling(signal: AbortSignal) {
  return call(api.GET("/api/v1/billing", { signal }));
}

interface FigureProps {
  readonly label: string;
  readonly value: string;
  readonly text: string;
}

function Figure({ label, value, text }: FigureProps): ReactElement {
  return (
    <Card withBorder role="group" aria-label={label}>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text fz="1.75rem" fw={600} lh={1.4} className="numbers">
        {value}
      </Text>
      <Text size="sm" c="dimmed">
        {text}
      </Text>
    </Card>
  );
}

/** What a month would cost with more people; changes nothing. */
function Quote(): ReactElement {
  const { t } = useTranslation("billing");
  const { money } = useFormat();
  const [adding, setAdding] = useState(1);
  const { data, error } = useQuery({
    queryKey: ["users", "quote", adding],
    queryFn: ({ signal }) => call(api.POST("/api/v1/billing/quote", { signal, body: { adding } })),
    placeholderData: keepPreviousData,
  });
  return (
    <Card withBorder component="section" aria-label={t("quote.title")}>
      <Stack gap="sm">
        <Text component="h2" fw={600} fz="md">
          {t("quote.title")}
        </Text>
        <Group align="flex-end" gap="lg">
          <NumberInput
            w={160}
            label={t("quote.adding")}
            min={1}
            max={1_000}
            allowDecimal={false}
            value={adding}
            onChange={(count) => typeof count === "number" && count >= 1 && count <= 1_000 && setAdding(count)}
          />
          {data !== undefined && (
            <Text aria-live="polite" pb={6}>
              {t("quote.result", {
                before: data.seats,
                after: data.seatsAfter,
                sum: money(data.monthlyAfter, data.seatPrice.currency),
                more: money(Number(data.monthlyAfter) - Number(data.monthlyBefore), data.seatPrice.currency),
              })}
            </Text>
          )}
        </Group>
        {error !== null && <ErrorState error={error} />}
      </Stack>
    </Card>
  );
}

function Months({ months }: { readonly months: readonly Month[] }): ReactElement {
  const { t, i18n } = useTranslation("billing");
  const { number, money } = useFormat();
  const written = new Intl.DateTimeFormat(i18n.language, { month: "long", year: "numeric", timeZone: "UTC" });
  return (
    <Card withBorder component="section" aria-label={t("months.title")}>
      <Text component="h2" fw={600} fz="md" mb="sm">
        {t("months.title")}
      </Text>
      <Table aria-label={t("months.title")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("months.month")}</Table.Th>
            <Table.Th ta="right">{t("seats")}</Table.Th>
            <Table.Th ta="right" visibleFrom="xs">
              {t("price")}
            </Table.Th>
            <Table.Th ta="right">{t("months.total")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {months.map(({ month, seats, seatPrice: { amount, currency }, total }) => (
            <Table.Tr key={month}>
              <Table.Td>{written.format(new Date(`${month}-01`))}</Table.Td>
              <Table.Td ta="right">{number(seats)}</Table.Td>
              <Table.Td ta="right" visibleFrom="xs">
                {money(amount, currency)}
              </Table.Td>
              <Table.Td ta="right">{money(total, currency)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}
