import { ActionIcon, AppShell, NavLink, ScrollArea, Text, Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { pagesOf, type Page } from "../pages.ts";
import type { Role } from "../session/role.ts";
import classes from "./shell.module.css";

interface NavigationProps {
  readonly role: Role;
  readonly path: string;
  /** Icons alone. */
  readonly isNarrow: boolean;
  readonly onNarrow: (isNarrow: boolean) => void;
}

const SECTIONS = ["office", "calls", "system", "mine", "provider"] as const;

export function Navigation({ role, path, isNarrow, onNarrow }: NavigationProps): ReactElement {
  const { t } = useTranslation();
  const pages = pagesOf(role);
  const sections = SECTIONS.map((section) => ({ section, pages: pages.filter((page) => page.section === section) }));
  const filled = sections.filter((one) => one.pages.length > 0);
  const label = isNarrow ? t("nav.expand") : t("nav.collapse");
  return (
    <>
      <AppShell.Section grow component={ScrollArea} p="xs">
        {filled.map(({ section, pages }) => (
          <div key={section} className={classes["section"]}>
            {!isNarrow && filled.length > 1 && (
              <Text size="xs" fw={600} c="dimmed" px="sm" pt="sm" pb={4}>
                {t(`nav.sections.${section}`)}
              </Text>
            )}
            {pages.map((page) => (
              <PageLink key={page.path} page={page} isActive={isUnder(path, page.path)} isNarrow={isNarrow} />
            ))}
          </div>
        ))}
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

interface PageLinkProps {
  readonly page: Page;
  readonly isActive: boolean;
  readonly isNarrow: boolean;
}

function PageLink({ page: { path, area, icon: Icon }, isActive, isNarrow }: PageLinkProps): ReactElement {
  const { t } = useTranslation("navigation");
  const name = t(area);
  const link = (
    <NavLink
      component={Link}
      to={path}
      label={isNarrow ? undefined : name}
      aria-label={name}
      aria-current={isActive ? "page" : undefined}
      active={isActive}
      leftSection={<Icon size={18} aria-hidden />}
      className={classes["link"]}
    />
  );
  return isNarrow ? (
    <Tooltip label={name} position="right" openDelay={0}>
      {link}
    </Tooltip>
  ) : (
    link
  );
}

/** A page of one thing belongs to the list that leads to it. */
function isUnder(path: string, page: string): boolean {
  return path === page || (page !== "/" && path.startsWith(`${page}/`));
}
