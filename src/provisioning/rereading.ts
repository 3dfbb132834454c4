import type { EventBus } from "../events/bus.ts";
import type { Logger } from "../observability/logging.ts";
import type { Binding, BindingDirectory } from "../registrar/binding.ts";
import type { Alarm, Clock } from "../runtime/clock.ts";
import type { DeviceRecord } from "../settings/kinds/device.ts";
import type { Settings } from "../settings/settings.ts";
import type { DeviceId, TenantId } from "../vocabulary/identifiers.ts";
import type { PhoneSite } from "./facts.ts";
import { filesHash } from "./file-requests.ts";
import type { Makers } from "./rendering/makers.ts";
import type { SetUpStore, StoredSetUp } from "./set-up/set-up-store.ts";

export interface RereadingOptions {
  readonly settings: Pick<Settings, "snapshot" | "onChange" | "change">;
  readonly store: SetUpStore;
  readonly makers: Makers;
  readonly site: PhoneSite;
  readonly bindings: BindingDirectory;
  readonly events: Pick<EventBus, "on">;
  /** Sends a NOTIFY of this Event to a phone. @returns its final status */
  readonly notify: (binding: Binding, event: string) => Promise<number>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** An administrator changes several things one after the other: phones read them all at once. */
const SETTLED_AFTER_MS = 5_000;
/** Five thousand phones are told in a quarter of a minute: none of them finds the API busy with the others. */
const NEXT_PHONE_AFTER_MS = 3;

/**
 * Tells phones that have set themselves up to read again (NOTIFY with `check-sync` or the maker's own event) when a change of the
 * settings has made their files say something else. Each change is told once, by one of all processes; a phone that was away
 * is told when it registers again.
 */
export class Rereading implements Disposable {
  readonly #options: RereadingOptions;
  readonly #listening: readonly Disposable[];
  readonly #soon = new Map<TenantId, Alarm>();
  #closed = false;

  constructor(options: RereadingOptions) {
    this.#options = options;
    const { settings, events } = options;
    this.#listening = [
      {
        [Symbol.dispose]: settings.onChange((event) => {
          if (event.kind === "changed") this.#changed(event.tenantId);
          else for (const { id } of settings.snapshot.tenants()) this.#changed(id);
        }),
      },
      events.on("registration.changed", ({ tenant, device, online }) => {
        if (online) this.#guarded(this.#lookAt(tenant, device));
      }),
    ];
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    for (const listening of this.#listening) listening[Symbol.dispose]();
    for (const alarm of this.#soon.values()) alarm.disarm();
    this.#soon.clear();
  }

  #changed(tenant: TenantId): void {
    if (this.#soon.has(tenant)) return;
    const alarm = this.#options.clock.arm(SETTLED_AFTER_MS, () => {
      this.#soon.delete(tenant);
      this.#guarded(this.#lookAtAll(tenant));
    });
    this.#soon.set(tenant, alarm);
  }

  /** While Redis is away nothing is told; the phones' next change, or their next registration, makes up for it. */
  #guarded(work: Promise<void>): void {
    work.catch((failure: unknown) =>
      this.#options.logger.debug({ event: "provisioning.untold", err: failure }, "phones were not told to read again"),
    );
  }

  async #lookAtAll(tenant: TenantId): Promise<void> {
    const { settings, store, clock } = this.#options;
    for (const [id, stored] of await store.list(tenant)) {
      const device = settings.snapshot.device(id);
      if (this.#closed) return;
      if (device === undefined) continue;
      await this.#tell(device, stored);
      await clock.sleep(NEXT_PHONE_AFTER_MS);
    }
  }

  async #lookAt(tenant: TenantId, id: DeviceId): Promise<void> {
    const { settings, store } = this.#options;
    const device = settings.snapshot.device(id);
    const stored = device && (await store.read(tenant, id));
    if (device !== undefined && stored !== undefined && !this.#closed) await this.#tell(device, stored);
  }

  async #tell(device: DeviceRecord, stored: StoredSetUp): Promise<void> {
    const { store, makers, bindings, notify, logger } = this.#options;
    const { setUp } = stored;
    const event = makers.get(setUp.maker)?.resync ?? null;
    if (event === null || setUp.readHash === undefined) return;
    const now = filesHash(device, setUp, this.#options);
    if (now === setUp.readHash || now === setUp.toldHash) return;
    const places = (await bindings.bindingsOf([device.id])).get(device.id) ?? [];
    if (places.length === 0) return;
    if (!(await store.replace(device.tenantId, device.id, stored, { ...setUp, toldHash: now }))) return;
    const answers = await Promise.all(places.map((binding) => notify(binding, event)));
    logger.info({ event: "provisioning.told", device: device.id, answers }, "a phone was told to read its settings");
  }
}
