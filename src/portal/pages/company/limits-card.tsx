import { Button, Group, MultiSelect, NumberInput, Progress, Stack, Switch, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import type { Company } from "../../api/types.ts";
import { ErrorState } from "../../components/states.tsx";
import { useFormat } from "../../components/time.tsx";
import { useCountries } from "../../components/use-countries.ts";
import type { Editing } from "../../components/use-editing.ts";
import { Section } from "./section.tsx";

const COUNTED = ["simultaneousCalls", "callsPerHour", "callsPerDay"] as const;
type Counted = (typeof COUNTED)[number];

/** What keeps the telephone bill from running away. */
export function LimitsCard({ editing }: { readonly editing: Editing<Company> }): ReactElement {
  const { t } = useTranslation("company");
  const { value, set, faultOf } = editing;
  const { limits } = value;
  const setLimit = (changed: Partial<Company["limits"]>): void => set("limits", { ...limits, ...changed });
  return (
    <Section title={t("limits.title")} text={t("limits.text")}>
      {COUNTED.map((kind) => (
        <Stack key={kind} gap={6}>
          <NumberInput
            label={t(`limits.${kind}`)}
            min={0}
            allowDecimal={false}
            clampBehavior="none"
            value={limits[kind]}
            error={faultOf(`/limits/${kind}`)}
            onChange={(most) => typeof most === "number" && setLimit({ [kind]: most })}
          />
          <Usage kind={kind} />
        </Stack>
      ))}
      <MultiSelect
        label={t("limits.countries")}
        description={t("limits.countries-text")}
        searchable
        value={[...limits.countries]}
        error={faultOf("/limits/countries")}
        data={[...useCountries()]}
        onChange={(countries) => setLimit({ countries })}
      />
      <Switch
        label={t("limits.premium")}
        description={t("limits.premium-text")}
        checked={limits.premiumNumbers}
        onChange={({ currentTarget }) => setLimit({ premiumNumbers: currentTarget.checked })}
      />
    </Section>
  );
}

/** How much of a limit is used, and the click that lets calls pass all the same for a while. */
function Usage({ kind }: { readonly kind: Counted }): ReactElement | null {
  const { t } = useTranslation("company");
  const { number, when } = useFormat();
  const queryClient = useQueryClient();
  const { data } = useQuery({
    queryKey: ["limits"],
    queryFn: ({ signal }) => call(api.GET("/api/v1/limits", { signal })),
  });
  const lift = useMutation({
    mutationFn: () => call(api.POST("/api/v1/limits/{kind}/lift", { params: { path: { kind } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["limits"] }),
  });
  const usage = data?.items.find((one) => one.kind === kind);
  if (usage === undefined || usage.most === null || usage.used === null) return null;
  const { most, used, reachedAt, liftedUntil } = usage;
  const share = most === 0 ? 100 : Math.min(100, (100 * used) / most);
  return (
    <>
      {lift.isError && <ErrorState error={lift.error} />}
      <Progress value={share} color={share >= 90 ? "red" : "petrol"} size="sm" aria-label={t(`limits.${kind}`)} />
      <Group justify="space-between" gap="xs">
        <Text size="xs" c="dimmed">
          {liftedUntil === null
            ? t("limits.used", { used: number(used), most: number(most) })
            : t("limits.lifted", { until: when(liftedUntil) })}
        </Text>
        {reachedAt !== null && liftedUntil === null && (
          <Button size="compact-xs" variant="default" loading={lift.isPending} onClick={() => lift.mutate()}>
            {t("limits.lift")}
          </Button>
        )}
      </Group>
    </>
  );
}
