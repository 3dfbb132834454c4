import { Button, Drawer, Stack, Text } from "@mantine/core";
import { Link, useRouter } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { subjectOf, type ExtensionRow } from "./rows.ts";

interface OtherDrawerProps {
  readonly row: Exclude<ExtensionRow, { readonly kind: "user" }>;
  readonly onClose: () => void;
}

/** Where each kind is looked after. */
const PATHS: Readonly<Record<OtherDrawerProps["row"]["kind"], string>> = {
  "ring-group": "/groups",
  receptionist: "/receptionists",
  conference: "/conferences",
  "shared-mailbox": "/shared-mailboxes",
};

/** A group, receptionist, conference or shared mailbox at a glance, and the way to its own page. */
export function OtherDrawer({ row, onClose }: OtherDrawerProps): ReactElement {
  const { t } = useTranslation("extensions");
  const { id, name, extension } = subjectOf(row);
  const path = PATHS[row.kind];
  const { routesByPath } = useRouter();
  return (
    <Drawer opened onClose={onClose} position="right" title={name}>
      <Stack align="flex-start">
        <Text>{t(`kind.${row.kind}`)}</Text>
        <Text>{t("extension-of", { extension })}</Text>
        {path in routesByPath && (
          <Button component={Link} to={path} search={{ open: id } as never}>
            {t("open-page")}
          </Button>
        )}
      </Stack>
    </Drawer>
  );
}
