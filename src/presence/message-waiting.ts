import type { EventBus } from "../events/bus.ts";
import type { Logger } from "../observability/logging.ts";
import type { Authenticator } from "../registrar/authentication.ts";
import type { Binding, BindingDirectory } from "../registrar/binding.ts";
import { targetOf } from "../registrar/target.ts";
import type { Alarm, Clock } from "../runtime/clock.ts";
import type { Settings } from "../settings/settings.ts";
import type { DeviceId, UserId } from "../vocabulary/identifiers.ts";
import type { Mailboxes } from "../voicemail/message.ts";
import { LEASE_MS, type LampFeed } from "./lamp-feed.ts";
import {
  MESSAGE_SUMMARY,
  SUMMARY_CONTENT_TYPE,
  lampOf,
  printMessageSummary,
  readSubscribe,
} from "./message-summary.ts";
import type { PresenceSrf, SubscribeRequest, SubscribeResponse, SubscriptionDialog } from "./sip.ts";
import { Subscription } from "./subscription.ts";

export interface MessageWaitingOptions {
  readonly srf: PresenceSrf;
  /** The signalling engine of this line: only it reaches the phones that came in on it. */
  readonly engine: string;
  readonly authenticator: Authenticator;
  readonly directory: BindingDirectory;
  readonly settings: Pick<Settings, "snapshot">;
  readonly mailboxes: Pick<Mailboxes, "listMessages">;
  readonly feed: LampFeed;
  readonly events: EventBus;
  /** Host of the account that a lamp belongs to. */
  readonly domain: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Subscriptions of one line to one process; 1 kB each. */
const MOST_SUBSCRIPTIONS = 20_000;
/** A phone has one, and for a while the one of before its restart. */
const MOST_OF_A_DEVICE = 4;
const COME_AGAIN_SECONDS = "30";
/** A lamp that can't be counted now is counted again after this long. */
const COUNT_AGAIN_AFTER_MS = 2_000;
/** When the process ends, phones are told so within this time. */
const FAREWELL_WITHIN_MS = 500;

/** The message lamps of the phones on one signalling engine: with a subscription or without. */
export class MessageWaiting implements AsyncDisposable {
  readonly #options: MessageWaitingOptions;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #again = new Map<UserId, Alarm>();
  readonly #listening: Disposable[];
  #renewal: Alarm | undefined;
  #closed = false;

  constructor(options: MessageWaitingOptions) {
    this.#options = options;
    const { events, feed, srf } = options;
    srf.subscribe((req, res) => {
      this.#take(req, res).catch((fault: unknown) => {
        options.logger.error({ event: "subscribe.fault", err: fault }, "subscription failed by a fault of ours");
        res.send(500);
      });
    });
    // An engine that went away has forgotten its dialogs.
    srf.on("close", () => {
      for (const subscription of [...this.#subscriptions.values()]) subscription.drop();
    });
    this.#listening = [
      feed.listen((user) => this.#changed(user)),
      events.on("voicemail.left", ({ mailbox }) => this.#tellRegistered(mailbox)),
      events.on("voicemail.changed", ({ mailbox }) => this.#tellRegistered(mailbox)),
    ];
    this.#renewLater();
  }

  /** A phone has registered: it may have been switched off when its lamp changed. */
  registered(user: UserId, device: DeviceId): void {
    void this.#notifyDevices(user, [device]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const listening of this.#listening) listening[Symbol.dispose]();
    for (const alarm of this.#again.values()) alarm.disarm();
    this.#renewal?.disarm();
    const farewells = [...this.#subscriptions.values()].map((subscription) => subscription.end("deactivated"));
    const done = new AbortController();
    const enough = this.#options.clock.sleep(FAREWELL_WITHIN_MS, done.signal).catch(() => undefined);
    await Promise.race([Promise.all(farewells), enough]);
    done.abort(new Error("done"));
  }

  /** A SUBSCRIBE outside of dialogs (RFC 6665 §4.2.1). */
  async #take(req: SubscribeRequest, res: SubscribeResponse): Promise<void> {
    const { authenticator, settings } = this.#options;
    const asked = readSubscribe((name) => req.get(name));
    if (asked.kind === "refused") return res.send(asked.status, { headers: asked.headers });
    if (/;\s*tag=/i.test(req.get("To") ?? "")) return res.send(481); // of a dialog that is no more
    if (!req.has("Contact")) return res.send(400);
    const who = await authenticator.authenticate(req);
    if (who.kind === "refused") return res.send(who.answer.status, { headers: who.answer.headers });
    if (settings.snapshot.user(who.user) === undefined) return res.send(403);
    if (!this.#hasRoomFor(who.device)) return res.send(503, { headers: { "Retry-After": COME_AGAIN_SECONDS } });

    const headers = { Expires: String(asked.expiresSeconds) };
    const dialog = await this.#accept(req, res, headers);
    const subscription = new Subscription({
      ...{ dialog, device: who.device, user: who.user, eventId: asked.eventId, clock: this.#options.clock },
      summary: () => this.#summaryOf(who.user),
      over: (ended) => this.#forget(ended, dialog),
    });
    this.#subscriptions.set(subscription.id, subscription);
    if (asked.expiresSeconds === 0) return subscription.end("timeout"); // only wanted to know
    this.#hold(subscription);
    dialog.on("subscribe", (again, answer) => this.#renew(subscription, again, answer));
    dialog.on("unsubscribe", () => void subscription.end("timeout"));
    subscription.renew(asked.expiresSeconds);
  }

  #renew(subscription: Subscription, req: SubscribeRequest, res: SubscribeResponse): void {
    const asked = readSubscribe((name) => req.get(name));
    if (asked.kind === "refused") return res.send(asked.status, { headers: asked.headers });
    res.send(200, { headers: { Expires: String(asked.expiresSeconds) } });
    subscription.renew(asked.expiresSeconds);
  }

  /** The library answers 202, which RFC 6665 §8.3.1 no longer has. */
  #accept(req: SubscribeRequest, res: SubscribeResponse, headers: Record<string, string>): Promise<SubscriptionDialog> {
    const send = res.send.bind(res);
    res.send = (status, ...rest) => send(status === 202 ? 200 : status, ...rest);
    return new Promise((resolve, reject) => {
      this.#options.srf.createUAS(req, res, { headers }, (failure, dialog) => {
        if (dialog === undefined) reject(new Error("SUBSCRIBE not answered", { cause: failure }));
        else resolve(dialog);
      });
    });
  }

  #hasRoomFor(device: DeviceId): boolean {
    if (this.#closed || this.#subscriptions.size >= MOST_SUBSCRIPTIONS) return false;
    const own = [...this.#subscriptions.values()].filter((subscription) => subscription.device === device);
    // The oldest is of before a restart of the phone.
    if (own.length >= MOST_OF_A_DEVICE) void own[0]?.end("deactivated");
    return true;
  }

  #forget(subscription: Subscription, dialog: SubscriptionDialog): void {
    this.#subscriptions.delete(subscription.id);
    this.#options.feed.release(subscription.device, subscription.id).catch(() => undefined); // it lapses
    // The final NOTIFY's answer removes it too, where there is one.
    if (this.#closed) return;
    this.#options.clock.arm(FAREWELL_WITHIN_MS * 64, () => this.#options.srf.removeDialog(dialog));
  }

  #changed(user: UserId | "all"): void {
    for (const subscription of this.#subscriptions.values()) {
      if (user === "all" || subscription.user === user) subscription.changed();
    }
  }

  #tellRegistered(user: UserId): void {
    this.#options.feed.changed(user);
    const devices = this.#options.settings.snapshot.devicesOf(user).map(({ id }) => id);
    void this.#notifyDevices(user, devices);
  }

  /** NOTIFYs outside of any subscription, to devices that have none: what many phones are set to expect. */
  async #notifyDevices(user: UserId, devices: readonly DeviceId[]): Promise<void> {
    try {
      const bindings = await this.#options.directory.bindingsOf(devices);
      const here = [...bindings].map(
        ([device, all]) => [device, all.filter((binding) => this.#takesNotify(binding))] as const,
      );
      if (here.every(([, own]) => own.length === 0)) return;
      const body = await this.#summaryOf(user);
      for (const [device, own] of here) {
        if (own.length === 0 || (await this.#options.feed.isSubscribed(device))) continue;
        for (const binding of own) this.#notify(user, binding, body);
      }
    } catch (failure) {
      this.#options.logger.warn({ event: "lamp.uncounted", err: failure }, "lamp is counted again");
      this.#countAgain(user);
    }
  }

  #takesNotify({ engine, refusesNotify }: Binding): boolean {
    return engine === this.#options.engine && refusesNotify !== true;
  }

  #countAgain(user: UserId): void {
    if (this.#closed || this.#again.has(user)) return;
    const alarm = this.#options.clock.arm(COUNT_AGAIN_AFTER_MS, () => {
      this.#again.delete(user);
      this.#tellRegistered(user);
    });
    this.#again.set(user, alarm);
  }

  #notify(user: UserId, binding: Binding, body: string): void {
    const { uri, proxy } = targetOf(binding);
    const headers = {
      From: `<${this.#accountOf(user)}>`,
      Event: MESSAGE_SUMMARY,
      "Subscription-State": "terminated;reason=noresource", // nobody subscribed (RFC 6665 §4.1.3)
      "Content-Type": SUMMARY_CONTENT_TYPE,
    };
    const options = { method: "NOTIFY" as const, headers, body, ...(proxy === undefined ? {} : { proxy }) };
    const unsent = (failure: unknown): void =>
      this.#options.logger.debug({ event: "lamp.unsent", err: failure }, "lamp not sent");
    try {
      // A phone that doesn't want it refuses it; the engine's transaction is all there is to it.
      this.#options.srf.request(uri, options, (failure) => {
        if (failure != null) unsent(failure);
      });
    } catch (failure) {
      unsent(failure); // no connection to the engine: it throws
    }
  }

  async #summaryOf(user: UserId): Promise<string> {
    return printMessageSummary(lampOf(await this.#options.mailboxes.listMessages(user)), this.#accountOf(user));
  }

  #accountOf(user: UserId): string {
    const extension = this.#options.settings.snapshot.user(user)?.extension ?? "anonymous";
    return `sip:${extension}@${this.#options.domain}`;
  }

  #hold({ device, id }: Subscription): void {
    this.#options.feed.hold(device, id).catch(() => undefined); // a NOTIFY too many meanwhile
  }

  #renewLater(): void {
    this.#renewal = this.#options.clock.arm(LEASE_MS / 3, () => {
      for (const subscription of this.#subscriptions.values()) this.#hold(subscription);
      this.#renewLater();
    });
  }
}
