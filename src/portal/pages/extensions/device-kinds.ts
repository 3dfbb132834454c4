import type { Device } from "../../api/types.ts";

export const DEVICE_KINDS: readonly Device["kind"][] = [
  "ip-phone",
  "softphone",
  "mobile-app",
  "browser",
  "adapter",
  "door-phone",
];
