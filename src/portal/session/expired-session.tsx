import { Modal, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { expired } from "../api/expiry.ts";
import { meQuery } from "../api/queries.ts";
import { useStore } from "../api/store.ts";
import { OVER_ALL } from "../theme/theme.ts";
import { useMaybeSession } from "./session.ts";

/** Few sessions expire under a page: it is loaded then. */
const LogInForm = lazy(async () => ({ default: (await import("./log-in-form.tsx")).LogInForm }));

/** The log-in over the page: what was sent meanwhile is sent again, what was typed stays. */
export function ExpiredSession(): ReactElement {
  const { t } = useTranslation("session");
  const waiting = useStore(expired);
  const queryClient = useQueryClient();
  const session = useMaybeSession();
  const leave = (): void => {
    waiting?.finish(false);
    void queryClient.resetQueries({ queryKey: meQuery.queryKey });
  };
  return (
    <Modal
      zIndex={OVER_ALL}
      opened={waiting !== undefined}
      onClose={leave}
      title={t("expired-title")}
      closeOnClickOutside={false}
    >
      <Text size="sm" c="dimmed" mb="md">
        {t("expired-text")}
      </Text>
      <Suspense>
        <LogInForm
          {...(session?.user !== undefined && { email: session.user.email })}
          onLoggedIn={({ id }) => {
            // Another person's page must not be gone on with: what is typed there would be sent in their name.
            if (session?.user !== undefined && session.user.id !== id) location.reload();
            else waiting?.finish(true);
          }}
        />
      </Suspense>
    </Modal>
  );
}
