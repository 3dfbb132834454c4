import { Autocomplete, Stack, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { usersQuery } from "../../api/queries.ts";
import type { User } from "../../api/types.ts";
import { readNumber } from "../../components/phone-number.ts";
import { useCountry, useNumberWriter } from "../../components/phone-number-text.tsx";
import type { TabProps } from "./general-tab.tsx";

const EXTENSION = /^\d{2,6}$/;

export function ForwardingTab({ editing }: TabProps): ReactElement {
  const { t } = useTranslation("extensions");
  const { forwarding } = editing.value;
  const set = (change: Partial<User["forwarding"]>): void => editing.set("forwarding", { ...forwarding, ...change });
  return (
    <Stack>
      <ForwardTo
        number={forwarding.number}
        error={editing.faultOf("/forwarding/number") ?? editing.faultOf("/forwarding")}
        onChange={(number) => set({ number, ...(number === null && { enabled: false }) })}
      />
      <Switch
        label={t("forwarding.enabled")}
        description={t("forwarding.enabled-text")}
        checked={forwarding.enabled}
        disabled={forwarding.number === null}
        onChange={({ currentTarget }) => set({ enabled: currentTarget.checked })}
      />
      <Switch
        label={t("forwarding.ring-devices")}
        description={t("forwarding.ring-devices-text")}
        checked={forwarding.ringDevices}
        onChange={({ currentTarget }) => set({ ringDevices: currentTarget.checked })}
      />
      <Switch
        label={t("forwarding.key-press")}
        description={t("forwarding.key-press-text")}
        checked={forwarding.requireKeyPress}
        onChange={({ currentTarget }) => set({ requireKeyPress: currentTarget.checked })}
      />
    </Stack>
  );
}

interface ForwardToProps {
  readonly number: string | null;
  readonly error: string | undefined;
  readonly onChange: (number: string | null) => void;
}

/** A number as it is written here, or a colleague's extension, found by name. */
function ForwardTo({ number, error, onChange }: ForwardToProps): ReactElement {
  const { t } = useTranslation("extensions");
  const write = useNumberWriter();
  const country = useCountry();
  const { data: users = [] } = useQuery(usersQuery);
  const [typed, setTyped] = useState<string>();
  const shown = typed ?? (number === null ? "" : write(number));
  const take = (text: string): void => {
    setTyped(text);
    const word = text.split(" · ").at(-1)?.trim() ?? "";
    onChange(word === "" ? null : EXTENSION.test(word) ? word : readNumber(word, country));
  };
  return (
    <Autocomplete
      label={t("forwarding.to")}
      description={t("forwarding.to-text")}
      error={error}
      value={shown}
      limit={8}
      data={users.map(({ name, extension }) => `${name} · ${extension}`)}
      onChange={take}
      onBlur={() => setTyped(undefined)}
    />
  );
}
