import type { SwitchEvent } from "../events/event.ts";
import type { PhoneDialog, PhoneEvent } from "./phone-state.ts";

/** What the processes of the house tell each other of their phones. */
export type News =
  | { readonly kind: "set"; readonly process: string; readonly dialog: PhoneDialog }
  | { readonly kind: "gone"; readonly process: string; readonly id: string }
  /** Everything that this process has. */
  | { readonly kind: "all"; readonly process: string; readonly dialogs: readonly PhoneDialog[] }
  /** Somebody has come, or come back, and knows nothing. */
  | { readonly kind: "asks"; readonly process: string };

/** Undefined: not written by one of us, or by one of another version. */
export function readNews(text: string): News | undefined {
  let news: unknown;
  try {
    news = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(news) || typeof news["process"] !== "string") return undefined;
  switch (news["kind"]) {
    case "set":
      return isDialog(news["dialog"]) ? (news as unknown as News) : undefined;
    case "gone":
      return typeof news["id"] === "string" ? (news as unknown as News) : undefined;
    case "all":
      return Array.isArray(news["dialogs"]) && news["dialogs"].every(isDialog) ? (news as unknown as News) : undefined;
    case "asks":
      return news as unknown as News;
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

const OF_PHONES: ReadonlySet<string> = new Set<PhoneEvent["kind"]>([
  "call.started",
  "call.routed",
  "call.answered",
  "call.transferred",
  "call.ended",
  "leg.changed",
]);

/** Whether an event of a call may change what phones show. */
export function isOfPhones(event: SwitchEvent): event is PhoneEvent {
  return OF_PHONES.has(event.kind);
}
