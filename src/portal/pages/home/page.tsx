import { Card, Grid, SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Activity, ChartNoAxesColumn, PhoneCall, Router, type LucideIcon } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import type { Dashboard } from "../../api/types.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { Loaded } from "../../components/states.tsx";
import { useFormat } from "../../components/time.tsx";
import { Attention } from "./attention.tsx";
import { CallsPerHour } from "./calls-per-hour.tsx";
import classes from "./home.module.css";
import { LiveCalls } from "./live-calls.tsx";
import { SetUp } from "./set-up.tsx";

/** What no event tells (locks that end, mails that fail) is looked at again after this. */
const LOOK_AGAIN_MS = 30_000;

/** How the system does, at a glance. */
export function Page(): ReactElement {
  const { t } = useTranslation("home");
  const { number } = useFormat();
  // A trunk that is never asked (it doesn't register, and isn't checked) is neither up nor down.
  const unknownOf = ({ total, up, down }: Dashboard["trunks"]): readonly string[] =>
    up + down < total ? [t("trunks-unknown", { count: total - up - down })] : [];
  const dashboard = useQuery({
    queryKey: ["dashboard"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/dashboard", { signal })),
    refetchInterval: LOOK_AGAIN_MS,
  });
  return (
    <>
      <PageHeader title={t("nav")} text={t("text")} />
      <Loaded query={dashboard}>
        {({ phones, trunks, calls, callsPerHour, attention }) => (
          <Stack gap="md">
            <SetUp hasPhone={phones.total > 0} hasTrunk={trunks.total > 0} />
            <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md">
              <Figure
                icon={PhoneCall}
                label={t("phones")}
                value={number(phones.online)}
                of={t("phones-of", { total: number(phones.total) })}
                name="devices"
                page="/extensions"
              />
              <Figure
                icon={Router}
                label={t("trunks")}
                value={number(trunks.up)}
                of={[t("trunks-of", { total: number(trunks.total) }), ...unknownOf(trunks)].join(" · ")}
                name="trunks"
                page="/trunks"
                isBad={trunks.down > 0}
              />
              <Figure icon={Activity} label={t("live")} value={number(calls.live)} name="live" page="/calls" />
              <Figure
                icon={ChartNoAxesColumn}
                label={t("today")}
                value={number(callsPerHour.reduce((sum, hour) => sum + hour.calls, 0))}
                name="today"
                page="/history"
              />
            </SimpleGrid>
            <Grid gap="md">
              <Grid.Col span={{ base: 12, lg: 7 }}>
                <Stack gap="md">
                  <Section title={t("per-hour")} text={t("per-hour-text")}>
                    <CallsPerHour hours={callsPerHour} />
                  </Section>
                  <Section title={t("now")}>
                    <LiveCalls />
                  </Section>
                </Stack>
              </Grid.Col>
              <Grid.Col span={{ base: 12, lg: 5 }}>
                <Section title={t("attention")}>
                  <Attention news={attention} />
                </Section>
              </Grid.Col>
            </Grid>
          </Stack>
        )}
      </Loaded>
    </>
  );
}

interface FigureProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly value: string;
  /** What it is a part of. */
  readonly of?: string;
  /** Names it to tests and to styles. */
  readonly name: string;
  /** Which page tells more. */
  readonly page: string;
  readonly isBad?: boolean;
}

function Figure({ icon: Icon, label, value, of, name, page, isBad = false }: FigureProps): ReactElement {
  return (
    <Card withBorder padding="md" component={Link} to={page} className={classes["card"]} data-figure={name}>
      <div className={classes["figure-label"]}>
        <Icon size={16} aria-hidden />
        <Text size="sm" c="dimmed" lh={1.25}>
          {label}
        </Text>
      </div>
      <Text className={classes["figure"]} {...(isBad && { c: "var(--mantine-color-error)" })}>
        {value}
        {of !== undefined && (
          <Text span size="sm" c="dimmed" ml={6} fw={400}>
            {of}
          </Text>
        )}
      </Text>
    </Card>
  );
}

interface SectionProps {
  readonly title: string;
  readonly text?: string;
  readonly children: ReactNode;
}

function Section({ title, text, children }: SectionProps): ReactElement {
  return (
    <Card withBorder padding="lg" component="section" aria-label={title} className={classes["card"]}>
      <Text component="h2" fw={600}>
        {title}
      </Text>
      {text !== undefined && (
        <Text size="sm" c="dimmed">
          {text}
        </Text>
      )}
      <div className={classes["section-body"]}>{children}</div>
    </Card>
  );
}
