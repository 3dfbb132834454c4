import { ActionIcon, AppShell, ScrollArea, Tooltip } from "@mantine/core";
import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { useEffect, useState, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { pagesOf, sectionOf, SECTIONS, type Section } from "../pages.ts";
import type { Role } from "../session/role.ts";
import { NavigationGroup, NavigationMenu, PageLink } from "./navigation-group.tsx";

interface NavigationProps {
  readonly role: Role;
  readonly path: string;
  /** Icons alone. */
  readonly isNarrow: boolean;
  readonly onNarrow: (isNarrow: boolean) => void;
}

/** The pages in groups: those of the open page and of groups that were opened are in sight. Who has one group sees its pages at once. */
export function Navigation({ role, path, isNarrow, onNarrow }: NavigationProps): ReactElement {
  const { t } = useTranslation();
  const pages = pagesOf(role);
  const current = sectionOf(role, path);
  const [opened, toggle] = useOpened(current);
  const groups = SECTIONS.map((section) => ({ section, pages: pages.filter((page) => page.section === section) }));
  const filled = groups.filter((group) => group.pages.length > 0);
  const [only] = filled;
  const plain = pages.filter((page) => page.section === "top" || (filled.length === 1 && page.section !== undefined));
  const label = isNarrow ? t("nav.expand") : t("nav.collapse");
  return (
    <>
      <AppShell.Section grow component={ScrollArea} p="xs">
        {plain.map((page) => (
          <PageLink key={page.path} {...{ page, path, isNarrow }} />
        ))}
        {(filled.length > 1 || only === undefined ? filled : []).map((group) =>
          isNarrow ? (
            <NavigationMenu key={group.section} {...group} path={path} isCurrent={group.section === current} />
          ) : (
            <NavigationGroup
              key={group.section}
              {...group}
              path={path}
              isCurrent={group.section === current}
              isOpen={opened.has(group.section)}
              onToggle={() => toggle(group.section)}
            />
          ),
        )}
      </AppShell.Section>
      <AppShell.Section p="xs" visibleFrom="sm">
        <Tooltip label={label} position="right">
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} onClick={() => onNarrow(!isNarrow)}>
            {isNarrow ? <PanelLeftOpen size={18} /> : <PanelLeftClose size={18} />}
          </ActionIcon>
        </Tooltip>
      </AppShell.Section>
    </>
  );
}

/** Which groups are open: that of the page is opened with the page, the others by hand. */
function useOpened(current: Section | undefined): [ReadonlySet<Section>, (section: Section) => void] {
  const [opened, setOpened] = useState<ReadonlySet<Section>>(new Set());
  useEffect(() => {
    if (current !== undefined) setOpened((before) => new Set([...before, current]));
  }, [current]);
  const toggle = (section: Section): void =>
    setOpened((before) =>
      before.has(section) ? new Set([...before].filter((one) => one !== section)) : new Set([...before, section]),
    );
  return [opened, toggle];
}
