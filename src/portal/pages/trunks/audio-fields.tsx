import { Select } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { EncryptionSelect } from "../../components/encryption-select.tsx";
import type { Editing } from "../../components/use-editing.ts";
import type { EditedTrunk } from "./connection-fields.tsx";

const RELAYS = ["auto", "always", "never"] as const;

/** How the audio of the trunk's calls goes: in the clear or encrypted (SRTP), straight or through the RTP relay. */
export function AudioFields({ editing }: { readonly editing: Editing<EditedTrunk> }): ReactElement {
  const { t } = useTranslation("trunks");
  const { value, set, faultOf } = editing;
  return (
    <>
      <EncryptionSelect
        description={t("fields.encryption-text")}
        value={value.encryption}
        error={faultOf("/encryption")}
        onChange={(encryption) => set("encryption", encryption)}
      />
      <Select
        label={t("fields.relay")}
        description={t("fields.relay-text")}
        allowDeselect={false}
        value={value.relay}
        error={faultOf("/relay")}
        data={RELAYS.map((relay) => ({ value: relay, label: t(`relays.${relay}`) }))}
        onChange={(relay) => relay !== null && set("relay", relay)}
      />
    </>
  );
}
