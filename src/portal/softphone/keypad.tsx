import { Button, SimpleGrid } from "@mantine/core";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;

/** The keys of a telephone, for menus that ask for them (DTMF). */
export function Keypad({ onKey }: { readonly onKey: (key: string) => void }): ReactElement {
  const { t } = useTranslation("browser-phone");
  return (
    <SimpleGrid cols={3} spacing="xs" role="group" aria-label={t("keys")}>
      {KEYS.map((key) => (
        <Button key={key} variant="default" className="numbers" onClick={() => onKey(key)}>
          {key}
        </Button>
      ))}
    </SimpleGrid>
  );
}
