import { createHmac } from "node:crypto";
import type { Logger } from "../observability/logging.ts";
import type { Alarm, Clock } from "../runtime/clock.ts";
import type { DeviceRecord } from "../settings/kinds/device.ts";
import { userGroup } from "../settings/indexes.ts";
import type { Actor } from "../settings/schemas/audit.ts";
import { credentialsFor, makeDeviceCredentials, type DeviceCredentials } from "../settings/secrets.ts";
import type { Settings } from "../settings/settings.ts";
import type { TenantId, UserId } from "../vocabulary/identifiers.ts";

/** The log-in of a person, in a browser that shall be a phone. */
export interface LogIn {
  readonly tenantId: TenantId;
  readonly userId: UserId;
  /** SHA-256 of the key of its session. */
  readonly session: string;
  readonly actor: Actor;
  /** What the person knows the browser by. */
  readonly label: string;
}

/** A browser that is a phone, and what it proves itself with. */
export interface BrowserPhone {
  readonly device: DeviceRecord;
  readonly credentials: DeviceCredentials;
}

export interface BrowserPhonesOptions {
  readonly settings: Pick<Settings, "snapshot" | "sessions" | "change">;
  /** Known to the system alone, the same for all its processes and starts. */
  readonly secret: Uint8Array;
  readonly clock: Clock;
  readonly logger: Pick<Logger, "warn">;
}

/** However a log-in ends (it expires, an administrator ends it, a password is changed): its phone has ended so much later at the latest. */
const LOOK_EVERY_MS = 30_000;
const ENDED: Actor = { kind: "system", id: null, name: "log-in ended" };

/**
 * Browsers as phones: a device of kind `browser` for each log-in that asks for one. Its password is made of the log-in's session, so
 * that a page that is loaded again is the same phone, and nothing of it is stored but HA1; the device goes with the log-in.
 */
export class BrowserPhones implements Disposable {
  readonly #options: BrowserPhonesOptions;
  #alarm: Alarm;
  #closed = false;

  constructor(options: BrowserPhonesOptions) {
    this.#options = options;
    this.#alarm = options.clock.arm(LOOK_EVERY_MS, () => void this.#look());
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    this.#alarm.disarm();
  }

  /** The phone of this log-in, made where it isn't there. @throws SettingsError: the user has as many devices as may be */
  async open({ tenantId, userId, session, actor, label }: LogIn): Promise<BrowserPhone> {
    const { settings } = this.#options;
    const { realm } = settings.snapshot;
    const known = settings.snapshot.devicesOf(userId).find((device) => device.session === session);
    const password = this.#passwordOf(session);
    if (known !== undefined) {
      const credentials = credentialsFor(known.sipUsername, password, realm);
      if (credentials.ha1Sha256 === known.ha1Sha256) return { device: known, credentials };
    }
    const ended = await this.#ended(settings.snapshot.devicesOf(userId));
    const { sipUsername } = makeDeviceCredentials(realm);
    return settings.change(tenantId, actor, (draft) => {
      const own = draft.members("device", userGroup(userId));
      for (const { id } of own.filter((device) => ended.has(device.session ?? ""))) draft.remove("device", id);
      const here = own.find((device) => device.session === session); // another page was faster, or its password was changed
      const credentials = credentialsFor(here?.sipUsername ?? sipUsername, password, realm);
      const device =
        here === undefined
          ? draft.add("device", { userId, label, kind: "browser", session, credentials })
          : draft.change("device", here.id, { credentials });
      return { device, credentials };
    });
  }

  /** The phone of a log-in ends; nothing where it has none. */
  async close({ tenantId, userId, session, actor }: Omit<LogIn, "label">): Promise<void> {
    const { settings } = this.#options;
    const isItsPhone = (device: DeviceRecord): boolean => device.session === session;
    if (settings.snapshot.devicesOf(userId).some(isItsPhone))
      await settings.change(tenantId, actor, (draft) => {
        for (const { id } of draft.members("device", userGroup(userId)).filter(isItsPhone)) draft.remove("device", id);
      });
  }

  /** The phones of log-ins that have ended otherwise than by a log-out go. Never rejects: what fails is tried the next time. */
  async #look(): Promise<void> {
    const { settings, clock, logger } = this.#options;
    try {
      for (const { id } of settings.snapshot.tenants()) await this.#removeEnded(id);
    } catch (err) {
      logger.warn({ event: "browser-phones.not-ended", err }, "phones of ended log-ins are looked for again");
    }
    if (!this.#closed) this.#alarm = clock.arm(LOOK_EVERY_MS, () => void this.#look());
  }

  async #removeEnded(tenantId: TenantId): Promise<void> {
    const { settings } = this.#options;
    const ended = await this.#ended(settings.snapshot.devices(tenantId));
    if (ended.size === 0 || this.#closed) return;
    await settings.change(tenantId, ENDED, (draft) => {
      for (const { id, session } of settings.snapshot.devices(tenantId))
        if (session !== undefined && ended.has(session) && draft.own("device", id) !== undefined)
          draft.remove("device", id);
    });
  }

  /** Those sessions of these devices that aren't there any more. */
  async #ended(devices: readonly DeviceRecord[]): Promise<ReadonlySet<string>> {
    const sessions = devices.flatMap(({ session }) => session ?? []);
    if (sessions.length === 0) return new Set();
    const live = await this.#options.settings.sessions.live(sessions);
    return new Set(sessions.filter((session) => !live.has(session)));
  }

  #passwordOf(session: string): string {
    return createHmac("sha256", this.#options.secret).update(`browser phone ${session}`).digest("base64url");
  }
}
