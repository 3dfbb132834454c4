import { SegmentedControl, Stack } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { PhoneCard } from "../../components/phone-card.tsx";
import { PhoneSetUp } from "./phone-set-up.tsx";

/** What a phone is set up with; the password is told once. */
export interface Account {
  /** The device's. */
  readonly id: string;
  readonly label: string;
  readonly sipUsername: string;
  readonly sipPassword: string;
  readonly sipDomain: string;
}

/** An account that was just made: typed into a phone by hand, or read by the phone itself. */
export function AccountCard({ account }: { readonly account: Account }): ReactElement {
  const { t } = useTranslation("extensions");
  const [way, setWay] = useState("hand");
  return (
    <Stack gap="xs">
      <SegmentedControl
        aria-label={t("set-up.way")}
        value={way}
        onChange={setWay}
        data={[
          { value: "hand", label: t("set-up.by-hand") },
          { value: "itself", label: t("set-up.by-itself") },
        ]}
      />
      {way === "hand" ? (
        <PhoneCard server={account.sipDomain} username={account.sipUsername} password={account.sipPassword} />
      ) : (
        <PhoneSetUp device={{ id: account.id, label: account.label, macAddress: null }} />
      )}
    </Stack>
  );
}
