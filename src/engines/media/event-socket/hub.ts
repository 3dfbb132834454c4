import { randomUUID } from "node:crypto";
import { hostname, networkInterfaces } from "node:os";
import type { Clock } from "../../../runtime/clock.ts";
import { formatEvent } from "./event.ts";
import type { EventFormat, SwitchEvent } from "./event.ts";
import { wants } from "./subscription.ts";
import type { Subscription } from "./subscription.ts";

/** A connection that may want to hear of events. */
export interface EventListener {
  readonly subscription: Subscription;
  send(block: string): void;
}

/** Passes events on to all connections that asked for them, and knows what every event says. */
export interface EventHub {
  /** Identity of this engine process: Core-UUID. */
  readonly coreUuid: string;
  readonly startedAtMs: number;
  attach(listener: EventListener): void;
  detach(listener: EventListener): void;
  readonly size: number;
  /** @param headers  made only when a client listens */
  publish(
    name: string,
    headers: () => Readonly<Record<string, string>>,
    more?: { subclass?: string; body?: string },
  ): void;
  /** The headers that every event and every dump of a channel begins with. */
  preamble(name: string): Record<string, string>;
}

/** What clients read as the server's version. */
const VERSION = "1.11.0-offhook~64bit";

export function createHub(clock: Clock): EventHub {
  const listeners = new Set<EventListener>();
  const coreUuid = randomUUID();
  const startedAtMs = clock.nowMs();
  const host = hostname();
  const addresses = ownAddresses();
  let sequence = 0;

  const preamble = (name: string): Record<string, string> => {
    const now = new Date(clock.nowMs());
    return {
      "Event-Name": name,
      "Core-UUID": coreUuid,
      "FreeSWITCH-Hostname": host,
      "FreeSWITCH-Switchname": host,
      "FreeSWITCH-IPv4": addresses.ipv4,
      "FreeSWITCH-IPv6": addresses.ipv6,
      "FreeSWITCH-Version": VERSION,
      "Event-Date-Local": now.toISOString().slice(0, 19).replace("T", " "),
      "Event-Date-GMT": now.toUTCString(),
      "Event-Date-Timestamp": String(now.getTime() * 1000),
      "Event-Sequence": String(++sequence),
    };
  };

  return {
    coreUuid,
    startedAtMs,
    attach: (listener) => void listeners.add(listener),
    detach: (listener) => void listeners.delete(listener),
    get size() {
      return listeners.size;
    },
    preamble,
    publish(name, headers, more = {}) {
      let event: SwitchEvent | undefined;
      const blocks = new Map<EventFormat, string>();
      for (const listener of listeners) {
        if (!listener.subscription.all && !listener.subscription.names.has(name)) continue;
        event ??= { name, headers: { ...preamble(name), ...headers() }, ...more };
        if (!wants(listener.subscription, event)) continue;
        const { format } = listener.subscription;
        const block = blocks.get(format) ?? formatEvent(event, format);
        blocks.set(format, block);
        listener.send(block);
      }
    },
  };
}

function ownAddresses(): { ipv4: string; ipv6: string } {
  const all = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  const outside = all.filter(({ internal }) => !internal);
  return {
    ipv4: outside.find(({ family }) => family === "IPv4")?.address ?? "127.0.0.1",
    ipv6: outside.find(({ family }) => family === "IPv6")?.address ?? "::1",
  };
}
