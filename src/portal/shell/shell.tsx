import { AppShell, Burger, Group, Text } from "@mantine/core";
import { useDisclosure, useLocalStorage } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { Suspense, useEffect, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { meQuery } from "../api/queries.ts";
import { loadPage, pagesOf, sectionOf } from "../pages.ts";
import type { Session } from "../session/session.ts";
import { Logo } from "../session/logo.tsx";
import { UnsavedGuard } from "../components/unsaved.tsx";
import { SoftphoneSlot } from "../softphone/softphone-slot.tsx";
import { useLiveStream } from "../components/use-live.ts";
import { ActingBanner } from "./acting-banner.tsx";
import { AwayBanner } from "./away-banner.tsx";
import { Navigation } from "./navigation.tsx";
import { FirstPage } from "./first-page.tsx";
import { PageLoading } from "./page-loading.tsx";
import classes from "./shell.module.css";
import { UserMenu } from "./user-menu.tsx";

const WIDE = 248;
const NARROW = 68;

/** What is around every page: header, navigation, banners. */
export function Shell({ session }: { readonly session: Session }): ReactElement {
  const { t } = useTranslation();
  const [isOpen, { toggle, close }] = useDisclosure();
  const [isNarrow, setNarrow] = useLocalStorage({ key: "offhook.narrow-navigation", defaultValue: false });
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const { data: me } = useQuery({ ...meQuery, enabled: session.role !== "provider" });
  useEffect(close, [path, close]);
  useLiveStream();
  usePagesAhead(session.role);
  const section = sectionOf(session.role, path);
  const isAllowed = pagesOf(session.role).some((page) => isAt(page.path, path));
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: isNarrow ? NARROW : WIDE, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
      padding={{ base: "md", sm: "xl" }}
    >
      <a href="#content" className={classes["skip"]}>
        {t("skip")}
      </a>
      <AppShell.Header className={classes["header"]}>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap" miw={0}>
            <Burger opened={isOpen} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t("nav.open")} />
            <Logo size={30} />
            <Text fw={600} truncate>
              {me?.company.name ?? "Offhook"}
            </Text>
          </Group>
          <UserMenu session={session} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar className={classes["navbar"]} aria-label={t("nav.label")}>
        <Navigation role={session.role} path={path} isNarrow={isNarrow && !isOpen} onNarrow={setNarrow} />
      </AppShell.Navbar>
      <UnsavedGuard />
      <AppShell.Main id="content" tabIndex={-1} className={classes["main"]}>
        <AwayBanner />
        {session.role === "deputy" && <ActingBanner company={session.company} until={session.until} />}
        {section !== undefined && session.role !== "employee" && (
          <Text size="xs" c="dimmed" hiddenFrom="sm">
            {t(`nav.sections.${section}`)}
          </Text>
        )}
        <Suspense fallback={<PageLoading />}>{isAllowed ? <Outlet /> : <FirstPage role={session.role} />}</Suspense>
      </AppShell.Main>
      {session.user !== undefined && <SoftphoneSlot />}
    </AppShell>
  );
}

/** Long after what is being looked at has come. */
const AHEAD_AFTER_MS = 3_000;

/** Has the other pages at hand before they are gone to: quick, and there when the system is away. */
function usePagesAhead(role: Session["role"]): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      performance.mark("pages-ahead");
      for (const page of pagesOf(role)) void loadPage(page).catch(() => undefined);
    }, AHEAD_AFTER_MS);
    return () => clearTimeout(timer);
  }, [role]);
}

/** Whether a path is that of a page; words that begin with $ stand for any one. */
function isAt(pattern: string, path: string): boolean {
  const wanted = pattern.split("/").filter(Boolean);
  const got = path.split("/").filter(Boolean);
  return wanted.length === got.length && wanted.every((word, at) => word.startsWith("$") || word === got[at]);
}
