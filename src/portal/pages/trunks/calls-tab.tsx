import { NumberInput, Select, Stack, Switch } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { RemoveSetting } from "../../components/remove-setting.tsx";
import type { Editing } from "../../components/use-editing.ts";
import { AudioFields } from "./audio-fields.tsx";
import type { EditedTrunk } from "./connection-fields.tsx";

const FORMATS = ["e164-plus", "e164", "national"] as const;

interface CallsTabProps {
  readonly editing: Editing<EditedTrunk>;
  readonly onRemoved: () => void;
}

/** Which calls the trunk takes, and how it writes their numbers. */
export function CallsTab({ editing, onRemoved }: CallsTabProps): ReactElement {
  const { t } = useTranslation("trunks");
  const { value, set, faultOf } = editing;
  const remove = (): Promise<unknown> =>
    call(api.DELETE("/api/v1/trunks/{id}", { params: { path: { id: value.id } } }));
  return (
    <Stack>
      <Switch
        label={t("fields.enabled")}
        description={t("fields.enabled-text")}
        checked={value.enabled}
        onChange={({ currentTarget }) => set("enabled", currentTarget.checked)}
      />
      <NumberInput
        label={t("fields.priority")}
        description={t("fields.priority-text")}
        min={0}
        max={1_000}
        allowDecimal={false}
        clampBehavior="none"
        value={value.priority}
        error={faultOf("/priority")}
        onChange={(priority) => typeof priority === "number" && set("priority", priority)}
      />
      <NumberInput
        label={t("fields.capacity")}
        description={t("fields.capacity-text")}
        placeholder={t("fields.unlimited")}
        min={1}
        max={10_000}
        allowDecimal={false}
        clampBehavior="none"
        value={value.capacity ?? ""}
        error={faultOf("/capacity")}
        onChange={(capacity) => set("capacity", typeof capacity === "number" ? capacity : null)}
      />
      <Select
        label={t("fields.format")}
        description={t("fields.format-text")}
        allowDeselect={false}
        value={value.numberFormat}
        data={FORMATS.map((format) => ({ value: format, label: t(`formats.${format}`) }))}
        onChange={(format) => format !== null && set("numberFormat", format)}
      />
      <Switch
        label={t("fields.caller-id")}
        description={t("fields.caller-id-text")}
        checked={value.callerIdPolicy === "original"}
        onChange={({ currentTarget }) => set("callerIdPolicy", currentTarget.checked ? "original" : "tenant")}
      />
      <AudioFields editing={editing} />
      <Switch
        label={t("fields.shared")}
        description={t("fields.shared-text")}
        checked={value.sharedWithPhones}
        onChange={({ currentTarget }) => set("sharedWithPhones", currentTarget.checked)}
      />
      <NumberInput
        label={t("fields.check")}
        description={t("fields.check-text")}
        min={0}
        max={3_600}
        allowDecimal={false}
        clampBehavior="none"
        value={value.healthCheckSeconds}
        error={faultOf("/healthCheckSeconds")}
        onChange={(seconds) => typeof seconds === "number" && set("healthCheckSeconds", seconds)}
      />
      <div>
        <RemoveSetting name={value.name} remove={remove} onRemoved={onRemoved} />
      </div>
    </Stack>
  );
}
