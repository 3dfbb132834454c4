import { BellOff } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { User } from "../../api/types.ts";
import { SwitchCard } from "./switch-card.tsx";
import { useOwnSettings } from "../../session/own-settings.ts";

export function DoNotDisturbCard({ user }: { readonly user: User }): ReactElement {
  const { t } = useTranslation("my-phone");
  const change = useOwnSettings();
  return (
    <SwitchCard
      icon={BellOff}
      title={t("do-not-disturb.title")}
      text={t(user.voicemail.enabled ? "do-not-disturb.text-voicemail" : "do-not-disturb.text")}
      isOn={user.doNotDisturb}
      onSwitch={(doNotDisturb) => change.mutate({ doNotDisturb })}
    />
  );
}
