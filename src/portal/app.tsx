import { MantineProvider, mergeThemeOverrides, type MantineThemeOverride } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useMemo, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { queryClient } from "./api/queries.ts";
import { router } from "./router.tsx";
import { styleNonce } from "./theme/style-nonce.ts";
import { theme } from "./theme/theme.ts";

export function App(): ReactElement {
  const named = useNamedTheme();
  return (
    <MantineProvider theme={named} defaultColorScheme="auto" getStyleNonce={styleNonce}>
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" limit={4} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** What Mantine's own buttons are called, in the reader's language. */
function useNamedTheme(): MantineThemeOverride {
  const { t } = useTranslation();
  const close = t("close");
  return useMemo(() => {
    const named = { defaultProps: { closeButtonProps: { "aria-label": close } } };
    return mergeThemeOverrides(theme, { components: { Drawer: named, Modal: named, Notification: named } });
  }, [close]);
}
