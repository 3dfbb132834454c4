import type { Logger } from "../observability/logging.ts";
import type { Authentication, Authenticator } from "../registrar/authentication.ts";
import type { Clock } from "../runtime/clock.ts";
import { settledWithin } from "../runtime/deadline.ts";
import type { Settings } from "../settings/settings.ts";
import type { DeviceId } from "../vocabulary/identifiers.ts";
import { tagIn } from "../sip/name-addr.ts";
import type { Srf, SrfDialog, SrfRequest, SrfResponse } from "../srf/srf.ts";
import { readSubscribe, type Package } from "./subscribe.ts";
import { Subscription, type Watched } from "./subscription.ts";

/** The authenticated sender of a SUBSCRIBE. */
export type Subscriber = Extract<Authentication, { kind: "authenticated" }>;

/** An event package with what this system does for it. */
export interface EventPackage extends Package {
  /** Most subscriptions of one device; beyond it the oldest ends, which dates from before a restart of the phone. */
  readonly mostOfADevice: number;
  /** The resource that this SUBSCRIBE names; undefined: none that its sender may watch (404). */
  watch(req: SrfRequest, who: Subscriber): Watched | undefined;
  readonly began?: (subscription: Subscription) => void;
  readonly ended?: (subscription: Subscription) => void;
}

export interface SubscriptionsOptions {
  readonly srf: Pick<Srf, "subscribe" | "createUAS" | "removeDialog" | "on">;
  readonly authenticator: Authenticator;
  readonly settings: Pick<Settings, "snapshot">;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Subscriptions of one signalling connection in one process; 1 kB each. A phone with an expansion module has a hundred BLF keys. */
const MOST_SUBSCRIPTIONS = 50_000;
const COME_AGAIN_SECONDS = "30";
/** When the process ends, its last NOTIFYs are sent within this time. */
const FAREWELL_WITHIN_MS = 500;
/** The engine's own memory of a dialog: 64*T1 after the last NOTIFY its transaction is over (RFC 3261 §17.1.2.2). */
const FORGET_AFTER_MS = 32_000;

/** All SUBSCRIBEs of a dialog: the library would answer one with Expires: 0 by itself, also where the subscription is over. */
function takeSubscribes(dialog: SrfDialog, take: (req: SrfRequest, res: SrfResponse) => void): void {
  const handle = dialog.handle.bind(dialog);
  dialog.handle = (req, res) => (req.method === "SUBSCRIBE" ? take(req, res) : handle(req, res));
}

/** The notifier for the phones on one signalling engine (RFC 6665): all their subscriptions, of all event packages. */
export class Subscriptions implements AsyncDisposable {
  readonly #options: SubscriptionsOptions;
  readonly #packages: EventPackage[] = [];
  readonly #all = new Map<string, Subscription>();
  readonly #byDevice = new Map<DeviceId, Set<Subscription>>();
  #closed = false;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
    const { srf, logger } = options;
    srf.subscribe((req, res) => {
      this.#take(req, res).catch((fault: unknown) => {
        logger.error({ event: "subscribe.fault", err: fault }, "subscription failed by a fault of ours");
        res.send(500);
      });
    });
    // An engine that has restarted has forgotten its dialogs.
    srf.on("close", () => {
      for (const subscription of this.all()) subscription.drop();
    });
  }

  /** Adds an event package that phones can subscribe to. */
  offer(offered: EventPackage): void {
    this.#packages.push(offered);
  }

  /** The event packages that can be subscribed to. */
  get events(): readonly string[] {
    return this.#packages.map(({ event }) => event);
  }

  all(): readonly Subscription[] {
    return [...this.#all.values()];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const farewells = this.all().map((subscription) => subscription.end("deactivated"));
    await settledWithin(Promise.all(farewells), { withinMs: FAREWELL_WITHIN_MS, clock: this.#options.clock });
  }

  /** A SUBSCRIBE outside of dialogs (RFC 6665 §4.2.1). */
  async #take(req: SrfRequest, res: SrfResponse): Promise<void> {
    const { authenticator, settings, clock } = this.#options;
    const asked = readSubscribe((name) => req.get(name), this.#packages);
    if (asked.kind === "refused") return res.send(asked.status, { headers: asked.headers });
    const offered = this.#packages.find(({ event }) => event === asked.event);
    if (tagIn(req.get("To")) !== undefined) return res.send(481); // of a dialog that does not exist any more
    if (!req.has("Contact")) return res.send(400);
    const who = await authenticator.authenticate(req);
    if (who.kind === "refused") return res.send(who.answer.status, { headers: who.answer.headers });
    if (settings.snapshot.user(who.user) === undefined) return res.send(403);
    const watched = offered?.watch(req, who);
    if (offered === undefined || watched === undefined) return res.send(404);
    if (!this.#hasRoomFor(who.device, offered))
      return res.send(503, { headers: { "Retry-After": COME_AGAIN_SECONDS } });

    const dialog = await this.#accept(req, res, { Expires: String(asked.expiresSeconds) });
    const subscription = new Subscription({
      ...{ dialog, device: who.device, watched, eventId: asked.eventId, clock },
      package: offered,
      over: (ended) => this.#forget(ended, dialog, offered),
    });
    this.#all.set(subscription.id, subscription);
    this.#byDevice.set(who.device, (this.#byDevice.get(who.device) ?? new Set()).add(subscription));
    takeSubscribes(dialog, (again, answer) => this.#renew(subscription, offered, again, answer));
    if (asked.expiresSeconds === 0) return subscription.end("timeout"); // a fetch (RFC 6665 §4.4.3): one NOTIFY, no subscription
    offered.began?.(subscription);
    subscription.renew(asked.expiresSeconds);
  }

  /** A refresh, or the end: 0 seconds (RFC 6665 §4.2.1.2, §4.4.2). A phone that is told 200 has a subscription, and a NOTIFY follows. */
  #renew(subscription: Subscription, offered: EventPackage, req: SrfRequest, res: SrfResponse): void {
    if (subscription.isOver) return res.send(481);
    const asked = readSubscribe((name) => req.get(name), [offered]);
    if (asked.kind === "refused") return res.send(asked.status, { headers: asked.headers });
    res.send(200, { headers: { Expires: String(asked.expiresSeconds) } });
    if (asked.expiresSeconds === 0) void subscription.end("timeout");
    else subscription.renew(asked.expiresSeconds);
  }

  /** The library answers 202, which RFC 6665 §8.3.1 no longer has. */
  #accept(req: SrfRequest, res: SrfResponse, headers: Record<string, string>): Promise<SrfDialog> {
    const send = res.send.bind(res);
    res.send = (status, ...rest) => send(status === 202 ? 200 : status, ...rest);
    return new Promise((resolve, reject) => {
      this.#options.srf.createUAS(req, res, { headers }, (failure, dialog) => {
        if (dialog === undefined) reject(new Error("SUBSCRIBE not answered", { cause: failure }));
        else resolve(dialog);
      });
    });
  }

  #hasRoomFor(device: DeviceId, { event, mostOfADevice }: EventPackage): boolean {
    if (this.#closed || this.#all.size >= MOST_SUBSCRIPTIONS) return false;
    const own = [...(this.#byDevice.get(device) ?? [])].filter((subscription) => subscription.event === event);
    if (own.length >= mostOfADevice) void own[0]?.end("deactivated");
    return true;
  }

  #forget(subscription: Subscription, dialog: SrfDialog, offered: EventPackage): void {
    this.#all.delete(subscription.id);
    const own = this.#byDevice.get(subscription.device);
    own?.delete(subscription);
    if (own?.size === 0) this.#byDevice.delete(subscription.device);
    offered.ended?.(subscription);
    // The final NOTIFY's answer removes it too, where there is one.
    if (this.#closed) return;
    this.#options.clock.arm(FORGET_AFTER_MS, () => this.#options.srf.removeDialog(dialog));
  }
}
