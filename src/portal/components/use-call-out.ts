import { notifications } from "@mantine/notifications";
import { useMutation, type UseMutationResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, call } from "../api/client.ts";
import { phone, phoneState } from "../browser-phone/state.ts";
import { useNumberWriter } from "./phone-number-text.tsx";
import { useProblemText } from "../i18n/problem-text.ts";

/** Click-to-call: by the phone of this browser where it is on; else the person's own phones ring first, then the number is called. */
export function useCallOut(): UseMutationResult<unknown, unknown, string> {
  const { t } = useTranslation();
  const write = useNumberWriter();
  const textOf = useProblemText();
  return useMutation({
    mutationFn: async (to: string) => {
      const browser = phoneState.get() === "ready" ? phone.get() : undefined;
      browser?.dial(to);
      if (browser !== undefined) return;
      await call(api.POST("/api/v1/calls", { body: { to } }));
      notifications.show({ message: t("calling-out", { number: write(to) }) });
    },
    onError: (failure) => notifications.show({ color: "red", message: textOf(failure) }),
  });
}
