import type { SwitchEvent } from "../events/event.ts";
import type { PhoneDialog, PhoneEvent } from "./phone-state.ts";

/** What the processes of the system tell each other of their phones' dialogs. */
export type PhoneStateMessage =
  | { readonly kind: "set"; readonly process: string; readonly dialog: PhoneDialog }
  | { readonly kind: "gone"; readonly process: string; readonly id: string }
  /** All dialogs of this process. */
  | { readonly kind: "all"; readonly process: string; readonly dialogs: readonly PhoneDialog[] }
  /** This process has (re)connected to Redis and asks all others for their dialogs. */
  | { readonly kind: "asks"; readonly process: string };

/** Undefined: not such a message, or one of another version. */
export function parsePhoneStateMessage(text: string): PhoneStateMessage | undefined {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(message) || typeof message["process"] !== "string") return undefined;
  switch (message["kind"]) {
    case "set":
      return isDialog(message["dialog"]) ? (message as unknown as PhoneStateMessage) : undefined;
    case "gone":
      return typeof message["id"] === "string" ? (message as unknown as PhoneStateMessage) : undefined;
    case "all":
      return Array.isArray(message["dialogs"]) && message["dialogs"].every(isDialog)
        ? (message as unknown as PhoneStateMessage)
        : undefined;
    case "asks":
      return message as unknown as PhoneStateMessage;
    default:
      return undefined;
  }
}

function isDialog(value: unknown): value is PhoneDialog {
  return (
    isRecord(value) &&
    ["id", "call", "tenant", "state", "direction"].every((name) => typeof value[name] === "string") &&
    isRecord(value["of"]) &&
    isRecord(value["remote"])
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

const PHONE_EVENTS: ReadonlySet<string> = new Set<PhoneEvent["kind"]>([
  "call.started",
  "call.routed",
  "call.answered",
  "call.transferring",
  "call.ended",
  "leg.changed",
]);

/** Whether an event of a call may change what BLF keys show. */
export function changesPhoneState(event: SwitchEvent): event is PhoneEvent {
  return PHONE_EVENTS.has(event.kind);
}
