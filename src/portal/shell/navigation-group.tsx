import { Menu, NavLink, Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Building2, CircleUserRound, PhoneCall, Settings2, Split, Users, type LucideIcon } from "lucide-react";
import type { ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { isUnder, type Page, type Section } from "../pages.ts";
import classes from "./shell.module.css";

const ICONS: Readonly<Record<Section, LucideIcon>> = {
  people: Users,
  routing: Split,
  calls: PhoneCall,
  administration: Settings2,
  mine: CircleUserRound,
  provider: Building2,
};

interface GroupProps {
  readonly section: Section;
  readonly pages: readonly Page[];
  readonly path: string;
  /** The open page is one of its pages. */
  readonly isCurrent: boolean;
}

interface NavigationGroupProps extends GroupProps {
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

/** A group whose pages are below its name while it is open. */
export function NavigationGroup(props: NavigationGroupProps): ReactElement {
  const { section, pages, path, isCurrent, isOpen, onToggle } = props;
  const { t } = useTranslation();
  const Icon = ICONS[section];
  return (
    <NavLink
      component="button"
      type="button"
      label={t(`nav.sections.${section}`)}
      leftSection={<Icon size={18} aria-hidden />}
      childrenOffset={30}
      className={classes["link"]}
      data-current={isCurrent || undefined}
      // While its pages are out of sight, it stands for the one that is open.
      active={isCurrent && !isOpen}
      aria-current={isCurrent && !isOpen ? "true" : undefined}
      opened={isOpen}
      onChange={onToggle}
    >
      {pages.map((page) => (
        <PageLink key={page.path} {...{ page, path, isNarrow: false, hasIcon: false }} />
      ))}
    </NavLink>
  );
}

/** A group of the narrow navigation: its icon opens a menu of its pages. */
export function NavigationMenu({ section, pages, path, isCurrent }: GroupProps): ReactElement {
  const { t } = useTranslation(["common", "navigation"]);
  const Icon = ICONS[section];
  const name = t(`common:nav.sections.${section}`);
  return (
    <Menu position="right-start" width={240} shadow="md">
      <Menu.Target>
        <NavLink
          component="button"
          type="button"
          aria-label={name}
          title={name}
          leftSection={<Icon size={18} aria-hidden />}
          className={classes["link"]}
          active={isCurrent}
          aria-current={isCurrent ? "true" : undefined}
        />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{name}</Menu.Label>
        {pages.map(({ path: to, area, icon: PageIcon }) => (
          <Menu.Item
            key={to}
            component={Link}
            to={to}
            leftSection={<PageIcon size={16} aria-hidden />}
            aria-current={isUnder(path, to) ? "page" : undefined}
            fw={isUnder(path, to) ? 600 : undefined}
          >
            {t(`navigation:${area}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface PageLinkProps {
  readonly page: Page;
  readonly path: string;
  readonly isNarrow: boolean;
  readonly hasIcon?: boolean;
}

export function PageLink({ page, path, isNarrow, hasIcon = true }: PageLinkProps): ReactElement {
  const { t } = useTranslation("navigation");
  const { path: to, area, icon: Icon } = page;
  const isActive = isUnder(path, to);
  const name = t(area);
  const link = (
    <NavLink
      component={Link}
      to={to}
      label={isNarrow ? undefined : name}
      aria-label={name}
      aria-current={isActive ? "page" : undefined}
      active={isActive}
      leftSection={hasIcon && <Icon size={18} aria-hidden />}
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
