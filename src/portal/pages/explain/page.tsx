import { Alert, Button, Card, Group, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Route } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { trunksQuery, usersQuery } from "../../api/queries.ts";
import { Decisions } from "../../components/decisions.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { readNumber } from "../../components/phone-number.ts";
import { useCountry } from "../../components/phone-number-text.tsx";
import { usePlanInWords, type Plan } from "../../components/plan-in-words.ts";
import { ErrorState } from "../../components/states.tsx";

/** The caller from outside; everyone else in the menu is a person of the company. */
const OUTSIDE = "outside";

/** What would happen to a call, decided by what decides calls, without one. */
export function Page(): ReactElement {
  const { t } = useTranslation("explain");
  const { data: users = [] } = useQuery(usersQuery);
  const { data: trunks = [] } = useQuery(trunksQuery);
  const country = useCountry();
  const inWords = usePlanInWords();
  const [from, setFrom] = useState<string | null>(null);
  const [number, setNumber] = useState("");
  const [to, setTo] = useState("");
  const [at, setAt] = useState("");
  const trunk = trunks.find(({ enabled }) => enabled)?.id ?? trunks[0]?.id;
  const caller = from ?? (trunk === undefined ? (users[0]?.id ?? null) : OUTSIDE);
  const isOutside = caller === OUTSIDE;
  const ask = useMutation({
    mutationFn: () =>
      call(
        api.POST("/api/v1/routing/explain", {
          body: {
            from: isOutside
              ? { trunkId: trunk ?? "", number: number.trim() === "" ? null : readNumber(number, country) }
              : { userId: caller ?? "" },
            to: isOutside ? readNumber(to, country) : to.trim(),
            ...(at !== "" && { at: new Date(at).toISOString() }),
          },
        }),
      ),
  });
  const people = users.map(({ id, name, extension }) => ({ value: id, label: `${name} · ${extension}` }));
  const callers = [...(trunk === undefined ? [] : [{ value: OUTSIDE, label: t("outside") }]), ...people];
  return (
    <>
      <PageHeader title={t("nav")} text={t("text")} />
      <Card withBorder padding="lg" mb="md">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            ask.mutate();
          }}
        >
          <Stack>
            <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }}>
              <Select
                label={t("from")}
                searchable
                allowDeselect={false}
                data={callers}
                value={caller}
                onChange={setFrom}
              />
              <TextInput
                label={t("caller-number")}
                placeholder={t("withheld")}
                inputMode="tel"
                disabled={!isOutside}
                value={number}
                onChange={({ currentTarget }) => setNumber(currentTarget.value)}
              />
              <TextInput
                label={t("to")}
                placeholder={t("to-text")}
                inputMode="tel"
                required
                withAsterisk={false}
                value={to}
                onChange={({ currentTarget }) => setTo(currentTarget.value)}
              />
              <TextInput
                label={t("at")}
                type="datetime-local"
                value={at}
                onChange={({ currentTarget }) => setAt(currentTarget.value)}
              />
            </SimpleGrid>
            <Group>
              <Button type="submit" disabled={to.trim() === "" || caller === null} loading={ask.isPending}>
                {t("ask")}
              </Button>
            </Group>
          </Stack>
        </form>
      </Card>
      {ask.isError && <ErrorState error={ask.error} />}
      {ask.data !== undefined && (
        <Stack>
          <Alert color="petrol" icon={<Route size={18} aria-hidden />} title={t("answer")} role="status">
            {inWords(ask.data.plan as Plan).map((sentence) => (
              <Text key={sentence}>{sentence}</Text>
            ))}
          </Alert>
          <Card withBorder padding="lg">
            <Text fw={600} component="h2" fz="md" mb="xs">
              {t("why")}
            </Text>
            <Decisions decisions={ask.data.decisions} />
          </Card>
        </Stack>
      )}
    </>
  );
}
