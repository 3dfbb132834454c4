import { Button, CopyButton, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { Check, Copy, Download } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";

interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly onClose: () => void;
}

/** Shown this once, each for one log-in without the device: copied, kept as a file, or written down. */
export function RecoveryCodes({ codes, onClose }: RecoveryCodesProps): ReactElement {
  const { t } = useTranslation(["my-account", "common"]);
  const text = codes.join("\n");
  return (
    <Stack>
      <Text size="sm">{t("second.keep-codes")}</Text>
      <SimpleGrid cols={2} spacing="xs" role="list" aria-label={t("second.codes")}>
        {codes.map((code) => (
          <Text key={code} ff="monospace" role="listitem" data-secret>
            {code}
          </Text>
        ))}
      </SimpleGrid>
      <Group>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              size="compact-sm"
              leftSection={copied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
              onClick={copy}
            >
              {copied ? t("common:copied") : t("common:copy")}
            </Button>
          )}
        </CopyButton>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<Download size={15} aria-hidden />}
          component="a"
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${text}\n`)}`}
          download="offhook-recovery-codes.txt"
        >
          {t("second.save-codes")}
        </Button>
      </Group>
      <Group justify="flex-end">
        <Button onClick={onClose} data-autofocus>
          {t("second.have-codes")}
        </Button>
      </Group>
    </Stack>
  );
}
