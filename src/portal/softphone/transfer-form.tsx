import { Button, Group, Stack, TextInput } from "@mantine/core";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import type { Phone, PhoneCall } from "../browser-phone/state.ts";

interface TransferFormProps {
  readonly call: PhoneCall;
  readonly others: readonly PhoneCall[];
  readonly control: Phone;
}

/** Sends the other party on: at once, or after a talk with whom they are sent to. */
export function TransferForm({ call: { id }, others, control }: TransferFormProps): ReactElement {
  const { t } = useTranslation("browser-phone");
  const [to, setTo] = useState("");
  const number = to.trim();
  const joinable = others.filter(({ state }) => state === "talking" || state === "held");
  return (
    <Stack gap="xs">
      {joinable.map((other) => (
        <Button key={other.id} variant="light" onClick={() => control.join(id, other.id)}>
          {t("join", { party: other.party })}
        </Button>
      ))}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (number !== "") control.transfer(id, number);
        }}
      >
        <Stack gap="xs">
          <TextInput
            label={t("transfer-to")}
            value={to}
            inputMode="tel"
            autoComplete="off"
            onChange={({ currentTarget }) => setTo(currentTarget.value)}
          />
          <Group grow>
            <Button type="submit" disabled={number === ""}>
              {t("transfer-now")}
            </Button>
            <Button variant="default" disabled={number === ""} onClick={() => control.dial(number)}>
              {t("transfer-ask")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Stack>
  );
}
