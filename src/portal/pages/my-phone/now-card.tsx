import { Alert } from "@mantine/core";
import { Info, PhoneForwarded, PhoneOff, Voicemail, type LucideIcon } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import type { User } from "../../api/types.ts";
import { whatHappens, type WhatHappens } from "./what-happens.ts";

const ICONS: { readonly [Key in WhatHappens["key"]]: LucideIcon } = {
  forwarded: PhoneForwarded,
  "forwarded-and-rings": PhoneForwarded,
  "voicemail-at-once": Voicemail,
  refused: PhoneOff,
  "no-phone": PhoneOff,
  rings: Info,
  "rings-on": Info,
};

/** What happens to a call now, in one sentence that changes with the switches. */
export function NowCard({ user }: { readonly user: User }): ReactElement {
  const { t } = useTranslation("my-phone");
  const print = useNumberWriter();
  const { key, values } = whatHappens(user);
  const Icon = ICONS[key];
  const number = values["number"];
  const isUsual = key === "rings" || key === "rings-on";
  return (
    <Alert color={isUsual ? "petrol" : "orange"} icon={<Icon size={18} aria-hidden />} aria-live="polite">
      {t(`now.${key}`, { ...values, ...(number !== undefined && { number: print(String(number)) }) })}
    </Alert>
  );
}
