import { Button, Group, Paper, Select, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call, ifMatch } from "../../api/client.ts";
import { sitesQuery } from "../../api/queries.ts";
import type { Body, Device } from "../../api/types.ts";
import { ConflictDialog } from "../../components/conflict-dialog.tsx";
import { EncryptionSelect, useEncryptionWord } from "../../components/encryption-select.tsx";
import { ErrorState } from "../../components/states.tsx";
import { useUnsaved } from "../../components/unsaved.tsx";
import { useEditing, type Editing } from "../../components/use-editing.ts";
import { writeMac } from "../../components/write-mac.ts";
import { DEVICE_KINDS } from "./device-kinds.ts";

/** What is edited: the address as it stands on the label, empty where there is none. */
type EditedDevice = Pick<Device, "label" | "kind" | "siteId" | "encryption" | "version"> & {
  readonly macAddress: string;
};

interface DeviceFormProps {
  readonly device: Device;
  readonly onSaved: () => Promise<unknown>;
  readonly onClose: () => void;
}

/** The settings of one phone: what it is called, where it stands, how its calls are encrypted. */
export function DeviceForm({ device, onSaved, onClose }: DeviceFormProps): ReactElement {
  const { t } = useTranslation(["extensions", "common"]);
  const path = { params: { path: { id: device.id } } };
  const editing = useEditing<EditedDevice>({
    saved: edited(device),
    save: ({ macAddress, ...plain }, version) => {
      const address = macAddress === undefined ? {} : { macAddress: macAddress.trim() === "" ? null : macAddress };
      const body = { ...plain, ...address } as Body<"/api/v1/devices/{id}", "patch">;
      return call(api.PATCH("/api/v1/devices/{id}", { ...path, body, ...ifMatch(version) }));
    },
    read: async () => edited(await call(api.GET("/api/v1/devices/{id}", path))),
    onSaved: async () => {
      await onSaved();
      onClose();
    },
  });
  const { isDirty, isSaving, failure, save } = editing;
  useUnsaved(isDirty);
  return (
    <form
      aria-label={t("devices.settings-of", { label: device.label })}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Paper withBorder p="md">
        <Stack gap="sm">
          {failure != null && <ErrorState error={failure} />}
          <DeviceFields editing={editing} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} disabled={isSaving}>
              {t("common:cancel")}
            </Button>
            <Button type="submit" disabled={!isDirty} loading={isSaving}>
              {t("common:save.save")}
            </Button>
          </Group>
        </Stack>
      </Paper>
      <ConflictDialog editing={editing} {...useDeviceWords()} />
    </form>
  );
}

const NOWHERE = "";

function DeviceFields({ editing: { value, set, faultOf } }: { readonly editing: Editing<EditedDevice> }): ReactElement {
  const { t } = useTranslation("extensions");
  const { data: sites = [] } = useQuery(sitesQuery);
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <TextInput
          label={t("devices.label")}
          required
          withAsterisk={false}
          data-autofocus
          autoFocus
          value={value.label}
          error={faultOf("/label")}
          onChange={({ currentTarget }) => set("label", currentTarget.value)}
        />
        <Select
          label={t("devices.kind")}
          value={value.kind}
          allowDeselect={false}
          data={DEVICE_KINDS.map((kind) => ({ value: kind, label: t(`devices.kinds.${kind}`) }))}
          onChange={(kind) => kind !== null && set("kind", kind)}
        />
      </SimpleGrid>
      <TextInput
        label={t("set-up.mac")}
        description={t("set-up.mac-text")}
        placeholder="80:5E:C0:12:34:56"
        value={value.macAddress}
        error={faultOf("/macAddress")}
        onChange={({ currentTarget }) => set("macAddress", currentTarget.value)}
      />
      <Select
        label={t("devices.site")}
        description={t(sites.length === 0 ? "devices.site-none" : "devices.site-text")}
        allowDeselect={false}
        value={value.siteId ?? NOWHERE}
        error={faultOf("/siteId")}
        data={[
          { value: NOWHERE, label: t("devices.site-unknown") },
          ...sites.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(site) => set("siteId", site === null || site === NOWHERE ? null : site)}
      />
      <EncryptionSelect
        description={t("devices.encryption-text")}
        value={value.encryption}
        error={faultOf("/encryption")}
        onChange={(encryption) => set("encryption", encryption)}
      />
    </>
  );
}

function edited({ label, kind, siteId, encryption, macAddress, version }: Omit<Device, "registrations">): EditedDevice {
  return { label, kind, siteId, encryption, version, macAddress: writeMac(macAddress ?? "") };
}

interface DeviceWords {
  readonly labels: Partial<Record<keyof EditedDevice, string>>;
  readonly describe: (field: keyof EditedDevice, value: unknown) => string;
}

/** For the choice after another administrator's change. */
function useDeviceWords(): DeviceWords {
  const { t } = useTranslation(["extensions", "common"]);
  const { data: sites = [] } = useQuery(sitesQuery);
  const encryptionOf = useEncryptionWord();
  return {
    labels: {
      label: t("devices.label"),
      kind: t("devices.kind"),
      macAddress: t("set-up.mac"),
      siteId: t("devices.site"),
      encryption: t("common:encryption.label"),
    },
    describe: (field, value) => {
      if (field === "encryption") return encryptionOf(value as EditedDevice["encryption"]);
      if (field === "kind") return t(`devices.kinds.${value as EditedDevice["kind"]}`);
      if (field === "siteId") return sites.find(({ id }) => id === value)?.name ?? t("devices.site-unknown");
      return value === "" ? "–" : String(value);
    },
  };
}
