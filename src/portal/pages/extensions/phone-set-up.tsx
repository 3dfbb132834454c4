import { Alert, Badge, Button, Group, Paper, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import type { DeviceSetup } from "../../api/types.ts";
import { QrCode } from "../../components/qr-code.tsx";
import { SecretText } from "../../components/secret-text.tsx";
import { SetUpBadge } from "../../components/set-up-badge.tsx";
import { ErrorState, Loaded } from "../../components/states.tsx";
import { Time } from "../../components/time.tsx";
import { writeMac } from "../../components/write-mac.ts";
import { faultAt } from "../../i18n/problem-text.ts";
import { deviceSetupQuery, phoneMakersQuery } from "./queries.ts";

interface PhoneSetUpProps {
  readonly device: { readonly id: string; readonly label: string; readonly macAddress: string | null };
}

/** A phone that sets itself up: which maker's it is, what it is given, and how far it has come. */
export function PhoneSetUp({ device }: PhoneSetUpProps): ReactElement {
  const { t } = useTranslation("extensions");
  const setup = useQuery(deviceSetupQuery(device.id));
  const [isAgain, setAgain] = useState(false);
  return (
    <Paper withBorder p="md" role="group" aria-label={t("set-up.title", { label: device.label })}>
      <Loaded query={setup}>
        {(current) =>
          current === null || isAgain ? (
            <Begin device={device} before={current} onBegun={() => setAgain(false)} />
          ) : (
            <Begun setup={current} onAgain={() => setAgain(true)} />
          )
        }
      </Loaded>
    </Paper>
  );
}

interface BeginProps extends PhoneSetUpProps {
  readonly before: DeviceSetup | null;
  readonly onBegun: () => void;
}

function Begin({ device, before, onBegun }: BeginProps): ReactElement {
  const { t } = useTranslation("extensions");
  const queryClient = useQueryClient();
  const { data: makers = [] } = useQuery(phoneMakersQuery);
  const [chosen, setChosen] = useState<string | null>(before?.maker ?? null);
  const [mac, setMac] = useState(writeMac(device.macAddress ?? ""));
  const maker = makers.find(({ id }) => id === chosen);
  const begin = useMutation({
    mutationFn: () => {
      const macAddress = maker?.needsMacAddress === true ? { macAddress: mac.trim() } : {};
      const body = { maker: chosen ?? "", ...macAddress };
      return call(api.POST("/api/v1/devices/{id}/setup", { params: { path: { id: device.id } }, body }));
    },
    onSuccess: (begun) => {
      queryClient.setQueryData(deviceSetupQuery(device.id).queryKey, begun);
      void queryClient.invalidateQueries({ queryKey: ["devices"] });
      onBegun();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        begin.mutate();
      }}
    >
      <Stack gap="sm">
        <Text size="sm">{t(before === null ? "set-up.text" : "set-up.again-text")}</Text>
        {begin.isError && <ErrorState error={begin.error} />}
        <Group grow align="flex-start">
          <Select
            label={t("set-up.maker")}
            value={chosen}
            allowDeselect={false}
            searchable
            data={makers.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={setChosen}
          />
          {maker?.needsMacAddress === true && (
            <TextInput
              label={t("set-up.mac")}
              description={t("set-up.mac-text")}
              inputWrapperOrder={["label", "input", "description", "error"]}
              placeholder="80:5E:C0:12:34:56"
              required
              withAsterisk={false}
              value={mac}
              error={faultAt(begin.error, "/macAddress")}
              onChange={({ currentTarget }) => setMac(currentTarget.value)}
            />
          )}
        </Group>
        <Group>
          <Button type="submit" loading={begin.isPending} disabled={maker === undefined}>
            {t(before === null ? "set-up.begin" : "set-up.again")}
          </Button>
          {before !== null && (
            <Button variant="default" onClick={onBegun}>
              {t("set-up.leave")}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

interface BegunProps {
  readonly setup: DeviceSetup;
  readonly onAgain: () => void;
}

/** Live: what the phone has read, and its registration, are told by events. */
function Begun({ setup, onAgain }: BegunProps): ReactElement {
  const { t } = useTranslation("extensions");
  const queryClient = useQueryClient();
  const { data: makers = [] } = useQuery(phoneMakersQuery);
  const maker = makers.find(({ id }) => id === setup.maker);
  const end = useMutation({
    mutationFn: () => call(api.DELETE("/api/v1/devices/{id}/setup", { params: { path: { id: setup.deviceId } } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ["devices"] }),
  });
  const isOpen = setup.state === "waiting";
  return (
    <Stack gap="sm">
      <Group gap="xs" role="status">
        <SetUpBadge state={setup.state} />
        <Badge variant="default">{maker?.name ?? setup.maker}</Badge>
        {setup.macAddress !== null && maker?.needsMacAddress === true && (
          <Text size="sm" ff="monospace">
            {writeMac(setup.macAddress)}
          </Text>
        )}
      </Group>
      <StateInWords setup={setup} />
      {isOpen && maker !== undefined && <WhatToGive start={maker.start} address={setup.address} />}
      {end.isError && <ErrorState error={end.error} />}
      <Group gap="xs">
        <Button variant={setup.state === "expired" ? "filled" : "default"} size="compact-sm" onClick={onAgain}>
          {t("set-up.again")}
        </Button>
        <Button variant="subtle" size="compact-sm" color="gray" loading={end.isPending} onClick={() => end.mutate()}>
          {t("set-up.end")}
        </Button>
      </Group>
    </Stack>
  );
}

function StateInWords({ setup }: { readonly setup: DeviceSetup }): ReactElement {
  const { t } = useTranslation("extensions");
  const { state, openUntil, fetchedAt, fetchedFrom } = setup;
  return (
    <Text size="sm">
      {t(`set-up.states-text.${state}`)}{" "}
      {state === "waiting" && (
        <>
          {t("set-up.until")} <Time at={openUntil} />.
        </>
      )}
      {fetchedAt !== null && (
        <Text span size="sm" c="dimmed">
          {t("set-up.fetched-from", { address: fetchedFrom ?? "–" })} <Time at={fetchedAt} />
        </Text>
      )}
    </Text>
  );
}

interface WhatToGiveProps {
  readonly start: "folder" | "file" | "qr";
  readonly address: string;
}

function WhatToGive({ start, address }: WhatToGiveProps): ReactElement {
  const { t } = useTranslation("extensions");
  return (
    <Alert variant="light" p="sm">
      <Group align="flex-start" justify="space-between" gap="md">
        <Stack gap={6} flex="1 1 220px" miw={0}>
          <Text size="sm">{t(`set-up.start.${start}`)}</Text>
          <SecretText label={t("set-up.address")} value={address} />
          <Text size="sm" c="dimmed">
            {t("set-up.secret")}
          </Text>
        </Stack>
        {start === "qr" && <QrCode text={address} alt={t("set-up.qr")} />}
      </Group>
    </Alert>
  );
}
