import type { Redis } from "ioredis";
import type { EventBus } from "../events/bus.ts";
import type { RegistrationAdded, RegistrationRemoved } from "../events/event.ts";
import type { RegistrarKeys } from "../redis/keys.ts";
import type { Alarm, Clock } from "../runtime/clock.ts";
import type { DeviceId } from "../vocabulary/identifiers.ts";
import type { BindingDirectory } from "./binding.ts";

export interface DeviceWatchOptions {
  readonly redis: Redis;
  readonly keys: RegistrarKeys;
  readonly events: Pick<EventBus, "on" | "publish">;
  readonly bindings: BindingDirectory;
  readonly clock: Clock;
}

/** Longer than any registration lasts: what was said last of a device that is gone is forgotten. */
const SAID_FOR_SECONDS = 7 * 24 * 3_600;
/** A binding is gone from the store a moment after its end. */
const AFTER_EXPIRY_MS = 500;
/** More devices than this in one process are told of when they register or unregister, not when they fall silent. */
const MOST_WATCHED = 20_000;

type Subject = Pick<RegistrationAdded | RegistrationRemoved, "tenant" | "user" | "device">;

/**
 * Tells which devices go online and offline (`registration.changed`), each once for all processes: a device is offline when its last
 * binding was removed, or has expired (RFC 3261 §10.3). The process that took the registration watches over its end.
 */
export class DeviceWatch implements Disposable {
  readonly #options: DeviceWatchOptions;
  readonly #listening: readonly Disposable[];
  readonly #alarms = new Map<DeviceId, Alarm>();
  #closed = false;

  constructor(options: DeviceWatchOptions) {
    this.#options = options;
    const { events } = options;
    this.#listening = [
      events.on("registration.added", (event) => void this.#look(event)),
      events.on("registration.removed", (event) => void this.#look(event)),
    ];
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    for (const listening of this.#listening) listening[Symbol.dispose]();
    for (const alarm of this.#alarms.values()) alarm.disarm();
    this.#alarms.clear();
  }

  async #look(subject: Subject): Promise<void> {
    const { bindings, clock } = this.#options;
    const live = (await bindings.bindingsOf([subject.device])).get(subject.device) ?? [];
    if (this.#closed) return;
    this.#alarms.get(subject.device)?.disarm();
    this.#alarms.delete(subject.device);
    if (live.length > 0 && this.#alarms.size < MOST_WATCHED) {
      const afterMs = Math.max(...live.map(({ expiresAtMs }) => expiresAtMs)) - clock.nowMs() + AFTER_EXPIRY_MS;
      this.#alarms.set(
        subject.device,
        clock.arm(afterMs, () => void this.#look(subject)),
      );
    }
    await this.#tell(subject, live.length > 0);
  }

  async #tell({ tenant, user, device }: Subject, online: boolean): Promise<void> {
    const { redis, keys, events, clock } = this.#options;
    const state = online ? "online" : "offline";
    const said = await redis.set(keys.online(device), state, "EX", SAID_FOR_SECONDS, "GET").catch(() => state); // away: the next registration tells
    if (said === state || (said === null && !online) || this.#closed) return;
    events.publish({ kind: "registration.changed", atMs: clock.nowMs(), tenant, user, device, online });
  }
}
