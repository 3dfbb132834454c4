import { Button, Checkbox, Group, TextInput } from "@mantine/core";
import { PhoneForwarded } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "../../api/problem.ts";
import { faultText, problemText } from "../../i18n/problem-text.ts";
import { useNumberWriter } from "../../components/phone-number-text.tsx";
import type { User } from "../../api/types.ts";
import { SwitchCard } from "./switch-card.tsx";
import { useOwnSettings } from "../../session/own-settings.ts";

/** While it is on it overrides everything else; a number can be typed as people write it. */
export function ForwardingCard({ user: { forwarding } }: { readonly user: User }): ReactElement {
  const { t } = useTranslation("my-phone");
  const print = useNumberWriter();
  const change = useOwnSettings();
  const [typed, setTyped] = useState<string>();
  const number = typed ?? (forwarding.number === null ? "" : print(forwarding.number));
  const isChanged = typed !== undefined && typed !== (forwarding.number === null ? "" : print(forwarding.number));
  const save = (enabled: boolean): void =>
    change.mutate(
      { forwarding: { enabled, ...(isChanged && { number: number.trim() === "" ? null : number.trim() }) } },
      { onSuccess: () => setTyped((now) => (now === typed ? undefined : now)) },
    );
  return (
    <SwitchCard
      icon={PhoneForwarded}
      title={t("forwarding.title")}
      text={t("forwarding.text")}
      isOn={forwarding.enabled}
      isDisabled={!forwarding.enabled && number.trim() === ""}
      onSwitch={save}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save(forwarding.enabled);
        }}
      >
        <Group align="flex-end" wrap="nowrap">
          <TextInput
            flex={1}
            label={t("forwarding.number")}
            description={t("forwarding.number-text")}
            inputMode="tel"
            autoComplete="tel"
            value={number}
            error={change.isError ? faultOf(change.error) : undefined}
            onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          />
          {isChanged && (
            <Button type="submit" loading={change.isPending}>
              {t("forwarding.save")}
            </Button>
          )}
        </Group>
      </form>
      <Checkbox
        label={t("forwarding.ring-devices")}
        checked={forwarding.ringDevices}
        onChange={({ currentTarget }) => change.mutate({ forwarding: { ringDevices: currentTarget.checked } })}
      />
      <Checkbox
        label={t("forwarding.press-1")}
        description={t("forwarding.press-1-text")}
        checked={forwarding.requireKeyPress}
        onChange={({ currentTarget }) => change.mutate({ forwarding: { requireKeyPress: currentTarget.checked } })}
      />
    </SwitchCard>
  );
}

function faultOf(failure: unknown): string {
  const fault =
    failure instanceof ApiProblem ? failure.faults.find(({ field }) => field.endsWith("/number")) : undefined;
  return fault === undefined ? problemText(failure) : faultText(fault);
}
