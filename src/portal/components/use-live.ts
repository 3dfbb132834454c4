import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { hasSession } from "../api/expiry.ts";
import { look } from "../api/reachability.ts";
import { useStore } from "../api/store.ts";

/** An event of GET /events. */
export interface LiveEvent {
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly [field: string]: unknown;
}

/** The types that the API publishes; a browser listens to each by its name. */
const TYPES = [
  ...[
    "call.started",
    "call.routed",
    "call.ringing",
    "call.answered",
    "call.transferred",
    "call.transfer-failed",
    "call.ended",
  ],
  ...["call.held", "call.resumed", "call.parked", "call.unparked", "conference.joined", "conference.left"],
  ...["voicemail.left", "voicemail.full", "voicemail.changed", "voicemail.locked"],
  ...["registration.added", "registration.removed", "phone.state", "trunk.state", "trunk.not-authenticated"],
  ...[
    "setting.changed",
    "login.locked",
    "security.banned",
    "security.unbanned",
    "limit.reached",
    "emergency.called",
    "webhook.disabled",
  ],
];
/** Which reads an event makes old: the first words of their keys, by the first word of the event's type. */
const MAKES_OLD: Readonly<Record<string, readonly string[]>> = {
  call: ["calls", "dashboard", "states", "call-records"],
  conference: ["conference-members", "calls"],
  voicemail: ["voicemails", "users", "dashboard"],
  registration: ["devices", "users", "dashboard"],
  phone: ["states"],
  trunk: ["trunks", "dashboard"],
  login: ["dashboard", "audit"],
  limit: ["limits", "dashboard"],
  webhook: ["webhooks"],
  security: ["bans"],
};
/** Where the settings of a kind are read. */
const KEY_OF_KIND: Readonly<Record<string, string>> = {
  user: "users",
  device: "devices",
  "phone-number": "phone-numbers",
  "ring-group": "ring-groups",
  receptionist: "receptionists",
  conference: "conferences",
  "shared-mailbox": "shared-mailboxes",
  trunk: "trunks",
  site: "sites",
  webhook: "webhooks",
  tenant: "tenant",
  token: "tokens",
};
/** Events of a busy office come many at a time: what they make old is read again at most so often. */
const AT_MOST_EACH_MS = 400;
/** A stream that was refused (log-in expired, too many streams) is tried again after this. */
const OPEN_AGAIN_MS = 5_000;

const listeners = new Set<(event: LiveEvent) => void>();

/** Keeps one stream of events open while a person is logged in, and has what they make old be read again. */
export function useLiveStream(): void {
  const queryClient = useQueryClient();
  const isOpen = useStore(hasSession);
  useEffect(() => {
    if (!isOpen) return;
    const refresher = new Refresher(queryClient);
    const stream = openStream((event) => {
      refresher.take(event);
      for (const listener of listeners) listener(event);
    });
    return () => {
      stream.close();
      refresher.close();
    };
  }, [isOpen, queryClient]);
}

/** Tells a page of events as they come. The listener must be stable (`useCallback`). */
export function useLive(listener: (event: LiveEvent) => void): void {
  useEffect(() => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, [listener]);
}

function openStream(tell: (event: LiveEvent) => void): { close(): void } {
  let source: EventSource;
  let again: ReturnType<typeof setTimeout> | undefined;
  const open = (): void => {
    source = new EventSource("/api/v1/events");
    // Some events are lost: everything may be old.
    source.addEventListener("gap", () => tell({ id: "", type: "gap", at: "" }));
    for (const type of TYPES)
      source.addEventListener(type, ({ data }: MessageEvent<string>) => tell(JSON.parse(data) as LiveEvent));
    source.onerror = () => {
      // The stream is the first to notice that the system has gone.
      void look();
      if (source.readyState === EventSource.CLOSED) again = setTimeout(open, OPEN_AGAIN_MS);
    };
  };
  open();
  return {
    close: () => {
      clearTimeout(again);
      source.close();
    },
  };
}

class Refresher {
  readonly #queryClient: QueryClient;
  readonly #old = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(queryClient: QueryClient) {
    this.#queryClient = queryClient;
  }

  take(event: LiveEvent): void {
    for (const key of madeOld(event)) this.#old.add(key);
    if (this.#old.size > 0) this.#timer ??= setTimeout(() => this.#refresh(), AT_MOST_EACH_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #refresh(): void {
    this.#timer = undefined;
    const old = new Set(this.#old);
    this.#old.clear();
    const isOld = old.has("*");
    void this.#queryClient.invalidateQueries({ predicate: ({ queryKey: [first] }) => isOld || old.has(String(first)) });
  }
}

function madeOld(event: LiveEvent): readonly string[] {
  if (event.type === "gap") return ["*"];
  if (event.type !== "setting.changed") return MAKES_OLD[event.type.split(".")[0] ?? ""] ?? [];
  const key = KEY_OF_KIND[String(event["resource"])];
  // What is shown of a user names numbers and devices too.
  return key === undefined ? ["*"] : [key, "users", "phone-numbers", "audit", "dashboard", "explain"];
}
