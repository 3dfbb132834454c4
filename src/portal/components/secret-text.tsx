import { ActionIcon, CopyButton, Group, Text, Tooltip } from "@mantine/core";
import { Check, Copy } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";

interface SecretTextProps {
  /** What it is, for the button that copies it. */
  readonly label: string;
  readonly value: string;
}

/** A word that is typed elsewhere letter by letter, with a button that copies it. */
export function SecretText({ label, value }: SecretTextProps): ReactElement {
  const { t } = useTranslation();
  return (
    <Group gap={4} wrap="nowrap" align="flex-start">
      <Text ff="monospace" size="sm" data-value style={{ overflowWrap: "anywhere" }}>
        {value}
      </Text>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? t("copied") : t("copy")}>
            <ActionIcon variant="subtle" color="gray" onClick={copy} aria-label={`${t("copy")}: ${label}`}>
              {copied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Group>
  );
}
