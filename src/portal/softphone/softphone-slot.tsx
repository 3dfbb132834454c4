import { useLocalStorage } from "@mantine/hooks";
import { lazy, Suspense, type ReactElement } from "react";
import { loadTexts } from "../i18n/i18n.ts";
import { PHONE_SWITCH } from "../browser-phone/state.ts";

/** Who doesn't use it doesn't load it. */
const SoftphonePanel = lazy(async () => {
  const [{ SoftphonePanel: Panel }] = await Promise.all([import("./softphone-panel.tsx"), loadTexts("browser-phone")]);
  return { default: Panel };
});

/** Where the phone of this browser lives, whatever page is open: only where the person has switched it on. */
export function SoftphoneSlot(): ReactElement | null {
  const [isOn] = useLocalStorage(PHONE_SWITCH);
  if (!isOn) return null;
  return (
    <Suspense>
      <SoftphonePanel />
    </Suspense>
  );
}
