import { Group, Paper, Stack, Text } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { QrCode } from "./qr-code.tsx";
import { SecretText } from "./secret-text.tsx";

interface PhoneCardProps {
  /** host:port to register with. */
  readonly server: string;
  readonly username: string;
  /** Shown this once. */
  readonly password: string;
}

/** What is typed into a telephone, once; or read by its camera. */
export function PhoneCard({ server, username, password }: PhoneCardProps): ReactElement {
  const { t } = useTranslation();
  const rows = [
    { label: t("phone-card.server"), value: server },
    { label: t("phone-card.user"), value: username },
    { label: t("phone-card.password"), value: password },
  ];
  return (
    <Paper withBorder p="md" role="group" aria-label={t("phone-card.title")}>
      <Group align="flex-start" justify="space-between" gap="lg">
        <Stack gap="sm" flex="1 1 220px" miw={0}>
          {rows.map(({ label, value }) => (
            <div key={label}>
              <Text size="xs" c="dimmed">
                {label}
              </Text>
              <SecretText label={label} value={value} />
            </div>
          ))}
        </Stack>
        {/* A SIP URI (RFC 3261 §19.1): many softphones take it, any camera shows it. */}
        <QrCode text={`sip:${username}:${password}@${server}`} alt={t("phone-card.qr")} />
      </Group>
      <Text size="sm" c="dimmed" mt="sm">
        {t("phone-card.once")}
      </Text>
    </Paper>
  );
}
