import type { BindingDirectory } from "../registrar/binding.ts";
import type { Clock } from "../runtime/clock.ts";
import { SettingInvalid } from "../settings/errors.ts";
import type { DeviceRecord } from "../settings/kinds/device.ts";
import type { Actor } from "../settings/schemas/audit.ts";
import type { Settings } from "../settings/settings.ts";
import type { DeviceId, TenantId } from "../vocabulary/identifiers.ts";
import { folderUrl, makeSecret } from "./address.ts";
import type { PhoneSite } from "./facts.ts";
import { addressesOf } from "./file-requests.ts";
import type { Maker, Makers } from "./rendering/makers.ts";
import { lastFetch, OPEN_FOR_MS, stateOf, type SetUp, type SetUpState } from "./set-up/set-up.ts";
import type { SetUpStore } from "./set-up/set-up-store.ts";

export interface ProvisioningOptions {
  readonly settings: Pick<Settings, "snapshot" | "change">;
  readonly store: SetUpStore;
  readonly makers: Makers;
  readonly site: PhoneSite;
  readonly bindings: BindingDirectory;
  readonly clock: Clock;
}

/** A phone that sets itself up, as its administrator sees it. */
export interface ShownSetUp {
  readonly device: DeviceRecord;
  readonly maker: Maker;
  readonly state: SetUpState;
  readonly startedAtMs: number;
  readonly openUntilMs: number;
  readonly lastFetch: { readonly file: string; readonly atMs: number; readonly address: string } | undefined;
  /** What is typed into the phone, or scanned by it. */
  readonly address: string;
}

export interface NewSetUp {
  readonly maker: string;
  /** Undefined: the device keeps the one it has. */
  readonly macAddress?: string | undefined;
}

/** Which phones set themselves up, for administrators. @throws StoreUnavailable, SettingsError */
export class Provisioning {
  readonly #options: ProvisioningOptions;

  constructor(options: ProvisioningOptions) {
    this.#options = options;
  }

  makers(): readonly Maker[] {
    return [...this.#options.makers.values()];
  }

  async list(tenant: TenantId): Promise<readonly ShownSetUp[]> {
    const { settings, store, bindings } = this.#options;
    const stored = await store.list(tenant);
    const devices = settings.snapshot.devices(tenant).filter(({ id }) => stored.has(id));
    const found = await bindings.bindingsOf(devices.map(({ id }) => id));
    return devices.flatMap((device) => {
      const setUp = stored.get(device.id)?.setUp;
      return (setUp && this.#shown(device, setUp, found.get(device.id) ?? [])) ?? [];
    });
  }

  async read(device: DeviceRecord): Promise<ShownSetUp | undefined> {
    const stored = await this.#options.store.read(device.tenantId, device.id);
    if (stored === undefined) return undefined;
    const found = await this.#options.bindings.bindingsOf([device.id]);
    return this.#shown(device, stored.setUp, found.get(device.id) ?? []);
  }

  /** Begins, or begins again: a new address, and each file can be read once more. What the phone had goes on until it reads it. */
  async start(
    device: DeviceId,
    tenant: TenantId,
    { maker: id, macAddress }: NewSetUp,
    actor: Actor,
  ): Promise<ShownSetUp> {
    const { settings, store, makers, clock } = this.#options;
    const maker = makers.get(id);
    if (maker === undefined) throw new SettingInvalid("/maker", "malformed", "there are no templates for this maker");
    const record = await settings.change(tenant, actor, (draft) => {
      const changed =
        macAddress === undefined ? draft.find("device", device) : draft.change("device", device, { macAddress });
      if (maker.needsMac && changed.macAddress === null)
        throw new SettingInvalid("/macAddress", "malformed", `${maker.name} phones ask with their MAC address`);
      const fields = [{ field: "/maker", from: null, to: maker.id }];
      draft.note({ what: "created", kind: "provisioning", id: device, fields });
      return changed;
    });
    const nowMs = clock.nowMs();
    const setUp: SetUp = {
      ...{ maker: maker.id, secret: makeSecret(), startedAtMs: nowMs, openUntilMs: nowMs + OPEN_FOR_MS, fetched: {} },
    };
    await store.put(tenant, device, setUp);
    return this.#shown(record, setUp, []) as ShownSetUp;
  }

  /** False: there was none. The phone keeps what it has, and reads nothing any more. */
  async revoke(device: DeviceRecord, actor: Actor): Promise<boolean> {
    const { settings, store } = this.#options;
    const wasThere = await store.remove(device.tenantId, device.id);
    if (wasThere)
      await settings.change(device.tenantId, actor, (draft) =>
        draft.note({ what: "removed", kind: "provisioning", id: device.id, fields: [] }),
      );
    return wasThere;
  }

  /** The address that a DHCP server may hand to all phones of a company (options 66 and 160); undefined: none was made. */
  async sharedAddress(tenant: TenantId): Promise<string | undefined> {
    const secret = await this.#options.store.sharedSecret(tenant);
    return secret === undefined ? undefined : folderUrl(this.#options.site.web, { id: tenant, secret });
  }

  /** A new one; the one before opens nothing any more. Undefined `on`: there shall be none. */
  async renewSharedAddress(tenant: TenantId, actor: Actor, on: boolean): Promise<string | undefined> {
    const { settings, store } = this.#options;
    await store.setSharedSecret(tenant, on ? makeSecret() : undefined);
    await settings.change(tenant, actor, (draft) =>
      draft.note({ what: on ? "created" : "removed", kind: "provisioning-address", id: tenant, fields: [] }),
    );
    return this.sharedAddress(tenant);
  }

  #shown(device: DeviceRecord, setUp: SetUp, bindings: Parameters<typeof stateOf>[1]): ShownSetUp | undefined {
    const { makers, site, clock } = this.#options;
    const maker = makers.get(setUp.maker);
    if (maker === undefined) return undefined;
    const { folderUrl: folder, fileUrl } = addressesOf(device, setUp, maker, site);
    return {
      ...{ device, maker, state: stateOf(setUp, bindings, clock.nowMs()) },
      ...{ startedAtMs: setUp.startedAtMs, openUntilMs: setUp.openUntilMs, lastFetch: lastFetch(setUp) },
      address: maker.start === "folder" ? folder : fileUrl,
    };
  }
}
