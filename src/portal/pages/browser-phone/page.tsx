import { Button, Card, Group, Stack, Text, TextInput } from "@mantine/core";
import { Phone, Voicemail } from "lucide-react";
import { useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "../../api/store.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { phone, phoneState } from "../../browser-phone/state.ts";
import { PhoneSwitch } from "./phone-switch.tsx";
import { SoundCard } from "./sound-card.tsx";

/** The code for one's own messages on every phone of the system. */
const OWN_VOICEMAIL = "*97";

/** The browser as a phone: the switch, a number to call, microphone and speaker. */
export function Page(): ReactElement {
  const { t } = useTranslation("browser-phone");
  return (
    <>
      <PageHeader title={t("nav")} text={t("text")} />
      <Stack maw={640}>
        <PhoneSwitch />
        <DialCard />
        <SoundCard />
      </Stack>
    </>
  );
}

function DialCard(): ReactElement {
  const { t } = useTranslation("browser-phone");
  const control = useStore(phone);
  const state = useStore(phoneState);
  const [number, setNumber] = useState("");
  const isReady = control !== undefined && state === "ready";
  return (
    <Card withBorder padding="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          control?.dial(number.trim());
          setNumber("");
        }}
      >
        <Stack>
          <TextInput
            label={t("number")}
            description={t("number-text")}
            inputMode="tel"
            autoComplete="off"
            value={number}
            onChange={({ currentTarget }) => setNumber(currentTarget.value)}
          />
          <Group>
            <Button
              type="submit"
              disabled={!isReady || number.trim() === ""}
              leftSection={<Phone size={18} aria-hidden />}
            >
              {t("call")}
            </Button>
            <Button
              variant="default"
              disabled={!isReady}
              leftSection={<Voicemail size={18} aria-hidden />}
              onClick={() => control?.dial(OWN_VOICEMAIL)}
            >
              {t("voicemail")}
            </Button>
          </Group>
          <Text size="sm" c="dimmed">
            {t("directory-text")}
          </Text>
        </Stack>
      </form>
    </Card>
  );
}
