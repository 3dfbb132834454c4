import { ActionIcon, CopyButton, Group, Paper, Skeleton, Stack, Text, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Check, Copy } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";

interface PhoneCardProps {
  /** host:port to register with. */
  readonly server: string;
  readonly username: string;
  /** Shown this once. */
  readonly password: string;
}

const QR_PX = 168;

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
              <Group gap={4} wrap="nowrap">
                <Text ff="monospace" size="sm" data-value style={{ overflowWrap: "anywhere" }}>
                  {value}
                </Text>
                <Copied value={value} label={label} />
              </Group>
            </div>
          ))}
        </Stack>
        <QrCode text={`sip:${username}:${password}@${server}`} />
      </Group>
      <Text size="sm" c="dimmed" mt="sm">
        {t("phone-card.once")}
      </Text>
    </Paper>
  );
}

function Copied({ value, label }: { readonly value: string; readonly label: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t("copied") : t("copy")}>
          <ActionIcon variant="subtle" color="gray" onClick={copy} aria-label={`${t("copy")}: ${label}`}>
            {copied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

/** The account as a SIP URI (RFC 3261 §19.1); many softphones take it, any camera shows it. */
function QrCode({ text }: { readonly text: string }): ReactElement {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ["qr", text],
    queryFn: async () => (await import("qrcode")).toDataURL(text, { margin: 2, width: 2 * QR_PX }),
    gcTime: 0,
    staleTime: Infinity,
  });
  if (data === undefined) return <Skeleton w={QR_PX} h={QR_PX} />;
  return <img src={data} width={QR_PX} height={QR_PX} alt={t("phone-card.qr")} />;
}
