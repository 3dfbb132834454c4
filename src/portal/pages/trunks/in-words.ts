import { useTranslation } from "react-i18next";
import { useEncryptionWord } from "../../components/encryption-select.tsx";
import type { EditedTrunk } from "./connection-fields.tsx";

interface TrunkWords {
  readonly labels: Partial<Record<keyof EditedTrunk, string>>;
  readonly describe: (field: keyof EditedTrunk, value: unknown) => string;
}

/** What a trunk's fields are called, and their values in words, for the choice between two people's changes. */
export function useTrunkWords(): TrunkWords {
  const { t } = useTranslation(["trunks", "common"]);
  const encryptionOf = useEncryptionWord();
  return {
    labels: {
      name: t("fields.name"),
      host: t("fields.host"),
      port: t("fields.port"),
      transport: t("fields.transport"),
      register: t("fields.register"),
      username: t("fields.username"),
      password: t("fields.password"),
      trustedAddresses: t("fields.trusted"),
      enabled: t("fields.enabled"),
      capacity: t("fields.capacity"),
      priority: t("fields.priority"),
      numberFormat: t("fields.format"),
      callerIdPolicy: t("fields.caller-id"),
      healthCheckSeconds: t("fields.check"),
      sharedWithPhones: t("fields.shared"),
      encryption: t("common:encryption.label"),
      relay: t("fields.relay"),
    },
    describe: (field, value) => {
      if (field === "password") return t(value === "" ? "password.kept" : "password.new");
      if (field === "capacity" && value === null) return t("fields.unlimited");
      if (field === "callerIdPolicy") return t(value === "original" ? "common:yes" : "common:no");
      if (field === "encryption") return encryptionOf(value as EditedTrunk["encryption"]);
      if (field === "relay") return t(`relays.${value as EditedTrunk["relay"]}`);
      if (field === "numberFormat") return t(`formats.${value as EditedTrunk["numberFormat"]}`);
      if (Array.isArray(value)) return value.join(", ");
      return typeof value === "string" || typeof value === "number" ? String(value) : "–";
    },
  };
}
