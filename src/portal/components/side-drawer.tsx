import { Drawer, Stack, Tabs, Text, Title } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./side-drawer.module.css";

export interface DrawerTab {
  readonly key: string;
  readonly label: string;
  readonly content: ReactNode;
}

interface SideDrawerProps {
  readonly opened: boolean;
  /** Leads away from what is open by changing the address (`useSearchWord`), so that what isn't saved is asked about. */
  readonly onClose: () => void;
  readonly title: string;
  readonly text?: ReactNode;
  /** Above the tabs, always in sight. */
  readonly head?: ReactNode;
  readonly tabs: readonly DrawerTab[];
  readonly tab: string | undefined;
  readonly onTab: (key: string) => void;
  /** Below the tabs, whichever is open: what saves all of them. */
  readonly foot?: ReactNode;
}

/** On a telephone not all tabs are in sight. */
function intoSight(tab: HTMLButtonElement | null): void {
  tab?.scrollIntoView({ block: "nearest", inline: "center" });
}

/** What a row of a table opens: the thing itself, in tabs, while the table stays in sight. */
export function SideDrawer({
  opened,
  onClose,
  title,
  text,
  head,
  tabs,
  tab,
  onTab,
  foot,
}: SideDrawerProps): ReactElement {
  const { t } = useTranslation();
  return (
    <Drawer.Root opened={opened} onClose={onClose} position="right" size="lg">
      <Drawer.Overlay backgroundOpacity={0.35} />
      <Drawer.Content aria-label={title}>
        <Drawer.Header>
          <Stack gap={0} miw={0}>
            <Title order={2} size="h3" className={classes["title"]}>
              {title}
            </Title>
            {text !== undefined && (
              <Text size="sm" c="dimmed" component="div">
                {text}
              </Text>
            )}
          </Stack>
          <Drawer.CloseButton aria-label={t("close")} />
        </Drawer.Header>
        <Drawer.Body className={classes["body"]}>
          {head}
          <Tabs value={tab ?? tabs[0]?.key ?? null} onChange={(key) => key !== null && onTab(key)} keepMounted>
            <Tabs.List className={classes["tabs"]}>
              {tabs.map(({ key, label }) => (
                <Tabs.Tab key={key} value={key} {...(key === tab && { ref: intoSight })}>
                  {label}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            {tabs.map(({ key, content }) => (
              <Tabs.Panel key={key} value={key} pt="md">
                {content}
              </Tabs.Panel>
            ))}
          </Tabs>
          {foot}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
