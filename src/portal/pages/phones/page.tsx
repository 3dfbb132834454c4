import { Badge, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Phone } from "lucide-react";
import { useMemo, useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { devicesQuery, usersQuery } from "../../api/queries.ts";
import type { Device, DeviceSetup } from "../../api/types.ts";
import { ChoiceFilter } from "../../components/choice-filter.tsx";
import { DataTable } from "../../components/data-table.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { SetUpBadge } from "../../components/set-up-badge.tsx";
import { EmptyState } from "../../components/states.tsx";
import { writeMac } from "../../components/write-mac.ts";
import type { Column } from "../../components/table-features.ts";
import { deviceSetupsQuery } from "./queries.ts";
import { SharedAddress } from "./shared-address.tsx";

interface Row extends Device {
  readonly userName: string;
  readonly setUp: DeviceSetup["state"] | undefined;
}

const FILTERS = ["all", "online", "offline", "waiting"] as const;
type Filter = (typeof FILTERS)[number];

/** All phones of the company: whose each is, whether it can ring, and how far those are that set themselves up. */
export function Page(): ReactElement {
  const { t } = useTranslation("phones");
  const navigate = useNavigate();
  const devices = useQuery(devicesQuery);
  const rows = useRows(devices.data);
  const [filter, setFilter] = useState<Filter>("all");
  const shown = useMemo(() => rows?.filter((row) => isShown(row, filter)), [rows, filter]);
  const columns = useColumns();
  return (
    <>
      <PageHeader title={t("nav")} text={t("text")} actions={<SharedAddress />} />
      <DataTable
        label={t("nav")}
        columns={columns}
        items={shown}
        idOf={idOf}
        error={devices.error}
        onAgain={() => void devices.refetch()}
        onOpen={({ userId }) => void navigate({ to: "/extensions", search: { open: userId, tab: "devices" } })}
        sortedBy="user"
        isFiltered={filter !== "all"}
        filters={
          <ChoiceFilter
            label={t("filter")}
            value={filter}
            onChange={setFilter}
            choices={FILTERS.map((value) => ({ value, label: t(`filters.${value}`) }))}
          />
        }
        empty={<EmptyState icon={Phone} title={t("empty")} text={t("empty-text")} />}
      />
    </>
  );
}

const idOf = ({ id }: Row): string => id;

function isShown({ registrations, setUp }: Row, filter: Filter): boolean {
  if (filter === "waiting") return setUp === "waiting" || setUp === "fetched" || setUp === "expired";
  return filter === "all" || registrations.length > 0 === (filter === "online");
}

function useRows(devices: readonly Device[] | undefined): readonly Row[] | undefined {
  const { data: users } = useQuery(usersQuery);
  const { data: setUps } = useQuery(deviceSetupsQuery);
  return useMemo(() => {
    const names = new Map(users?.map(({ id, name }) => [id, name]));
    const states = new Map(setUps?.map(({ deviceId, state }) => [deviceId, state]));
    return devices?.map((device) => ({
      ...device,
      userName: names.get(device.userId) ?? "",
      setUp: states.get(device.id),
    }));
  }, [devices, users, setUps]);
}

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation(["phones", "common"]);
  return useMemo(
    () => [
      {
        id: "user",
        header: t("columns.user"),
        value: ({ userName, label }) => `${userName} ${label}`,
        cell: ({ userName, label }) => (
          <Stack gap={0}>
            <Text size="sm" truncate>
              {userName}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {label}
            </Text>
          </Stack>
        ),
      },
      {
        id: "state",
        header: t("columns.state"),
        width: "170px",
        value: ({ registrations }) => t(registrations.length > 0 ? "online" : "offline"),
        cell: ({ registrations }) => (
          <Badge variant="light" color={registrations.length > 0 ? "green" : "gray"}>
            {t(registrations.length > 0 ? "online" : "offline")}
          </Badge>
        ),
      },
      {
        id: "agent",
        header: t("columns.agent"),
        from: "md",
        value: ({ registrations: [first] }) => first?.userAgent ?? "",
        cell: ({ registrations: [first] }) =>
          first !== undefined && (
            <Group gap={6} wrap="nowrap">
              <Text size="sm" truncate>
                {first.userAgent}
              </Text>
              <Text size="xs" c="dimmed" ff="monospace" truncate>
                {first.address}
              </Text>
            </Group>
          ),
      },
      {
        id: "mac",
        header: t("columns.mac"),
        from: "lg",
        width: "170px",
        value: ({ macAddress }) => writeMac(macAddress ?? ""),
      },
      {
        id: "set-up",
        header: t("columns.set-up"),
        from: "sm",
        width: "220px",
        value: ({ setUp }) => (setUp === undefined ? "" : t(`common:set-up-states.${setUp}`)),
        cell: ({ setUp }) => setUp !== undefined && <SetUpBadge state={setUp} />,
      },
    ],
    [t],
  );
}
