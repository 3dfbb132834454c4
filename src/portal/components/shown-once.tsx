import { ActionIcon, Alert, CopyButton, Group, Stack, Text, Tooltip } from "@mantine/core";
import { Check, Copy } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";

interface ShownOnceProps {
  /** What it is: "The token". */
  readonly label: string;
  readonly secret: string;
}

/** A secret at the moment in which it is made: nothing shows it again. */
export function ShownOnce({ label, secret }: ShownOnceProps): ReactElement {
  const { t } = useTranslation();
  return (
    <Alert color="petrol" title={label} role="group" aria-label={label}>
      <Stack gap={6}>
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <Text ff="monospace" size="sm" data-secret style={{ overflowWrap: "anywhere" }}>
            {secret}
          </Text>
          <CopyButton value={secret}>
            {({ copied, copy }) => (
              <Tooltip label={copied ? t("copied") : t("copy")}>
                <ActionIcon variant="default" onClick={copy} aria-label={`${t("copy")}: ${label}`}>
                  {copied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
                </ActionIcon>
              </Tooltip>
            )}
          </CopyButton>
        </Group>
        <Text size="sm">{t("shown-once")}</Text>
      </Stack>
    </Alert>
  );
}
