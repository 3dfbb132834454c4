import { Center, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, type ReactElement } from "react";
import { hasSession } from "../api/expiry.ts";
import { isLoggedOut, meQuery } from "../api/queries.ts";
import { hasChosenLanguage, speak } from "../i18n/i18n.ts";
import { ExpiredSession } from "../session/expired-session.tsx";
import { tokenOfLink } from "../session/link-token.ts";
import { useMaybeSession } from "../session/session.ts";
import { AwayBanner } from "./away-banner.tsx";
import { Shell } from "./shell.tsx";

/** Who is logged in doesn't load it. */
const LogInPage = lazy(async () => ({ default: (await import("../session/log-in-page.tsx")).LogInPage }));

/** The guard of all pages: the log-in, or the shell with the page in it. */
export function Root(): ReactElement {
  const session = useMaybeSession();
  const { isPending, error } = useQuery({ ...meQuery, enabled: session?.role !== "provider" });
  const language = session?.user?.language;
  useEffect(() => {
    hasSession.set(session !== undefined);
  }, [session]);
  useEffect(() => {
    if (language !== undefined && !hasChosenLanguage()) void speak(language);
  }, [language]);

  // A link of an e-mail is for whom it was sent to, whoever is logged in here.
  if (tokenOfLink() !== undefined) return <Guest />;
  if (session !== undefined)
    return (
      <>
        <Shell session={session} />
        <ExpiredSession />
      </>
    );
  if (isPending || (error !== null && !isLoggedOut(error)))
    return (
      <Center mih="100dvh">
        <AwayBanner />
        <Loader type="dots" />
      </Center>
    );
  return <Guest />;
}

function Guest(): ReactElement {
  return (
    <Suspense>
      <LogInPage />
    </Suspense>
  );
}
