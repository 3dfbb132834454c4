import { Button, Card, Center, SegmentedControl, Skeleton, Stack } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { PageHeader } from "../../components/page-header.tsx";
import { EmptyState, ErrorState } from "../../components/states.tsx";
import { CallRow } from "./call-row.tsx";
import { ownCall } from "./own-call.ts";
import { ownCallsQuery } from "./queries.ts";
import { useOwnUser } from "../../session/own-settings.ts";

const SHOWN = ["all", "missed"] as const;

/** The calls that a person made, took and missed. */
export function Page(): ReactElement {
  const { t } = useTranslation("my-calls");
  const user = useOwnUser();
  const [shown, setShown] = useState<(typeof SHOWN)[number]>("all");
  const query = useInfiniteQuery(ownCallsQuery(user.id));
  const calls = (query.data?.pages ?? [])
    .flatMap(({ items }) => items)
    .map((record) => ({ record, own: ownCall(record, user.id) }))
    .filter(({ own }) => shown === "all" || own.kind === "missed" || own.kind === "voicemail");
  return (
    <>
      <PageHeader
        title={t("nav")}
        actions={
          <SegmentedControl
            aria-label={t("filter.label")}
            value={shown}
            onChange={(value) => setShown(value)}
            data={SHOWN.map((value) => ({ value, label: t(`filter.${value}`) }))}
          />
        }
      />
      {query.isPending && <Skeleton h={160} aria-busy="true" />}
      {query.error !== null && <ErrorState error={query.error} onAgain={() => void query.refetch()} />}
      {query.isSuccess && calls.length === 0 && (
        <EmptyState icon={History} title={t(`none.${shown}`)} text={t("none-text")} />
      )}
      {calls.length > 0 && (
        <Card withBorder padding={0}>
          <Stack gap={0} component="ul" m={0} p={0} aria-label={t("nav")}>
            {calls.map(({ record, own }) => (
              <CallRow key={record.id} own={own} at={record.startedAt} canCall={user.devices.online > 0} />
            ))}
          </Stack>
        </Card>
      )}
      {query.hasNextPage && (
        <Center mt="md">
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("more")}
          </Button>
        </Center>
      )}
    </>
  );
}
