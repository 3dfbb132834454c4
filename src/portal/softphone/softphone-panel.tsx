import { Alert, Stack, VisuallyHidden } from "@mantine/core";
import { useEffect, type ReactElement } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "../api/store.ts";
import { CallCard } from "./call-card.tsx";
import { ring, ringback } from "./ring.ts";
import classes from "./softphone.module.css";
import { lastFailure, phoneCalls, type PhoneCall } from "../browser-phone/state.ts";
import { useSoftphone } from "./use-softphone.ts";

/** The phone of this tab: its calls, in a corner of whatever page is open. */
export function SoftphonePanel(): ReactElement | null {
  const { t } = useTranslation("browser-phone");
  useSoftphone();
  const calls = useStore(phoneCalls);
  const failure = useStore(lastFailure);
  const ringing = calls.find(({ state }) => state === "ringing-in");
  useRinging(ringing);
  useRingback(calls.some(({ state, isAlerted }) => state === "ringing-out" && isAlerted));
  if (calls.length === 0 && failure === undefined) return null;
  return (
    <section className={classes["panel"]} aria-label={t("calls")}>
      <VisuallyHidden role="alert">{ringing !== undefined && t("rings", { party: ringing.party })}</VisuallyHidden>
      <Stack gap="sm">
        {failure !== undefined && (
          <Alert
            color="orange"
            variant="light"
            withCloseButton
            closeButtonLabel={t("close")}
            onClose={() => lastFailure.set(undefined)}
          >
            {t(`failures.${failure}`)}
          </Alert>
        )}
        {calls.map((call) => (
          <CallCard key={call.id} call={call} others={calls.filter(({ id }) => id !== call.id)} />
        ))}
      </Stack>
    </section>
  );
}

/** The system plays none to a browser: its media begins with the answer. */
function useRingback(isAlerted: boolean): void {
  useEffect(() => {
    if (!isAlerted) return undefined;
    const sound = ringback();
    return () => sound[Symbol.dispose]();
  }, [isAlerted]);
}

/** Rings as long as a call waits, and tells so outside of a page that isn't looked at. */
function useRinging(call: PhoneCall | undefined): void {
  const { t } = useTranslation("browser-phone");
  const id = call?.id;
  const party = call?.party ?? "";
  useEffect(() => {
    if (id === undefined) return undefined;
    const sound = ring();
    const isTold = "Notification" in globalThis && Notification.permission === "granted" && document.hidden;
    const notice = isTold ? new Notification(t("rings", { party }), { tag: id, requireInteraction: true }) : undefined;
    notice?.addEventListener("click", () => window.focus());
    return () => {
      sound[Symbol.dispose]();
      notice?.close();
    };
  }, [id, party, t]);
}
