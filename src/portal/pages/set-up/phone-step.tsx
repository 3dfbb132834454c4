import { Alert, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { CircleCheck, Hourglass } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "../../api/client.ts";
import { userDevicesQuery } from "../../api/queries.ts";
import { PhoneCard } from "../../components/phone-card.tsx";
import { StepForm, type StepProps } from "./step-form.tsx";
import { useOwnUser } from "../../session/own-settings.ts";

interface Account {
  readonly id: string;
  readonly sipUsername: string;
  readonly sipPassword: string;
  readonly sipDomain: string;
}

/** The first telephone: its account, and the moment in which it registers. */
export function PhoneStep({ onDone }: StepProps): ReactElement {
  const { t } = useTranslation("set-up");
  const { id, extension } = useOwnUser();
  const [account, setAccount] = useState<Account>();
  if (account !== undefined) return <SetUp account={account} onDone={onDone} />;
  return (
    <StepForm
      text={t("phone.text", { extension })}
      first={{ label: t("phone.example") }}
      save={async ({ label }) => {
        const body = { label: label.trim(), kind: "ip-phone" as const };
        setAccount(await call(api.POST("/api/v1/users/{id}/devices", { params: { path: { id } }, body })));
      }}
      onDone={(isSaved) => !isSaved && onDone()}
    >
      {({ value, set, faultOf }) => (
        <TextInput
          label={t("phone.label")}
          required
          withAsterisk={false}
          autoFocus
          value={value.label}
          error={faultOf("/label")}
          onChange={({ currentTarget }) => set("label", currentTarget.value)}
        />
      )}
    </StepForm>
  );
}

/** Live: the registration is told by an event. */
function SetUp({ account, onDone }: StepProps & { readonly account: Account }): ReactElement {
  const { t } = useTranslation("set-up");
  const { id, extension } = useOwnUser();
  const { data } = useQuery(userDevicesQuery(id));
  const device = data?.items.find((one) => one.id === account.id);
  const isOnline = (device?.registrations.length ?? 0) > 0;
  return (
    <Stack>
      <Text>{t("phone.type")}</Text>
      <PhoneCard server={account.sipDomain} username={account.sipUsername} password={account.sipPassword} />
      <Alert
        role="status"
        color={isOnline ? "green" : "petrol"}
        icon={isOnline ? <CircleCheck size={20} aria-hidden /> : <Hourglass size={20} aria-hidden />}
      >
        {isOnline ? t("phone.online", { extension }) : t("phone.waiting")}
      </Alert>
      <Group>
        <Button onClick={onDone}>{t("continue")}</Button>
      </Group>
    </Stack>
  );
}
