import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { hasSession } from "../api/expiry.ts";
import type { paths } from "../../api-client/schema.d.ts";
import { directoryQuery } from "../api/queries.ts";
import { look } from "../api/reachability.ts";
import { useStore } from "../api/store.ts";

/** An event of GET /events. */
export interface LiveEvent {
  readonly type: EventType | "gap" | "opened";
  readonly [field: string]: unknown;
}

/** What GET /events tells, by the API's description. */
type EventType = paths["/api/v1/events"]["get"]["responses"][200]["content"]["text/event-stream"]["type"];
type Family<Type extends string> = Type extends `${infer First}.${string}` ? First : never;

/** A browser listens to each type by its name; the compiler holds the list to the API. */
const TYPES: Readonly<Record<EventType, true>> = {
  "call.answered": true,
  "call.ended": true,
  "call.ringing": true,
  "call.routed": true,
  "call.started": true,
  "call.transfer-failed": true,
  "call.transferred": true,
  "emergency.called": true,
  "limit.reached": true,
  "login.locked": true,
  "registration.added": true,
  "registration.changed": true,
  "registration.removed": true,
  "security.banned": true,
  "security.unbanned": true,
  "setting.changed": true,
  "user.state-changed": true,
  "trunk.not-authenticated": true,
  "trunk.state-changed": true,
  "voicemail.changed": true,
  "voicemail.full": true,
  "voicemail.left": true,
  "voicemail.locked": true,
  "webhook.disabled": true,
};
/** Which reads an event makes old: the first words of their keys, by the first word of the event's type. */
const MAKES_OLD: Readonly<Record<Exclude<Family<EventType>, "setting" | "user">, readonly string[]>> = {
  // Who comes into a conference, and who leaves it, does so by a call.
  call: ["calls", "dashboard", "call-records", "conference-members"],
  voicemail: ["voicemails", "users", "dashboard"],
  registration: ["devices", "users", "dashboard"],
  trunk: ["trunks", "dashboard"],
  login: ["dashboard", "audit"],
  limit: ["limits", "dashboard"],
  webhook: ["webhooks", "dashboard"],
  // The home page names the addresses that are kept out.
  security: ["dashboard"],
  emergency: ["dashboard", "call-records"],
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
      if (event.type === "user.state-changed") return noteState(queryClient, event);
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
    // States are told from now on, not as they were meanwhile.
    source.onopen = () => tell({ type: "opened" });
    // Some events are lost: everything may be old.
    source.addEventListener("gap", () => tell({ type: "gap" }));
    for (const type of Object.keys(TYPES))
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

/** One of thousands is on the telephone: the directory isn't read again for that. */
function noteState(queryClient: QueryClient, { userId, state }: LiveEvent): void {
  queryClient.setQueryData(directoryQuery.queryKey, (colleagues) =>
    colleagues?.map((one) => (one.userId === userId ? { ...one, state: state as typeof one.state } : one)),
  );
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

function madeOld({ type, resource }: LiveEvent): readonly string[] {
  if (type === "gap") return ["*"];
  if (type === "opened") return ["directory"];
  const family = type.slice(0, type.indexOf(".")) as Family<EventType>;
  if (family === "user") return [];
  if (family !== "setting") return MAKES_OLD[family];
  const key = KEY_OF_KIND[String(resource)];
  // What is shown of a user names numbers and devices too.
  if (key === "tenant") return ["tenant", "me", "audit"]; // its name, its main number
  return key === undefined ? ["*"] : [key, "users", "phone-numbers", "directory", "audit", "dashboard", "explain"];
}
