import type { EventBus } from "../events/bus.ts";
import type { Logger } from "../observability/logging.ts";
import type { Binding, BindingDirectory } from "../registrar/binding.ts";
import type { Alarm, Clock } from "../runtime/clock.ts";
import type { EntityChange } from "../settings/registry.ts";
import type { Settings } from "../settings/settings.ts";
import type { DeviceId, MailboxId, UserId } from "../vocabulary/identifiers.ts";
import type { Mailboxes } from "../voicemail/message.ts";
import { mailboxesOf, ownerOf } from "../voicemail/owner.ts";
import { LEASE_MS, type MwiFeed } from "./mwi-feed.ts";
import { MESSAGE_SUMMARY, SUMMARY_CONTENT_TYPE, countMessages, printMessageSummary } from "./message-summary.ts";
import { printSipUri } from "../sip/uri.ts";
import type { Srf } from "../srf/srf.ts";
import type { Subscription } from "./subscription.ts";
import type { Subscriptions } from "./subscriptions.ts";
import { UnsolicitedMwi, type UnsolicitedMwiOptions } from "./unsolicited-mwi.ts";

export interface MwiOptions {
  readonly srf: Pick<Srf, "request">;
  /** Where the phones' subscriptions are kept. */
  readonly subscriptions: Pick<Subscriptions, "offer" | "all">;
  /** The signalling engine of this connection: only this engine reaches the phones that registered through it. */
  readonly engine: string;
  readonly directory: BindingDirectory;
  readonly settings: Pick<Settings, "snapshot" | "onChange">;
  readonly mailboxes: Pick<Mailboxes, "listMessages">;
  readonly feed: MwiFeed;
  readonly events: EventBus;
  /** Of the message account's URI (RFC 3842 §5.2), with the port: a phone subscribes, or calls, where it says. */
  readonly domain: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onFlowFailed: UnsolicitedMwiOptions["onFlowFailed"];
}

/** A phone has one subscription, and for a while the one from before its restart. */
const MOST_OF_A_DEVICE = 4;
/** A mailbox that can't be counted now is counted again after this long. */
const COUNT_AGAIN_AFTER_MS = 2_000;
/** Ten thousand users are notified in half a minute, without a peak in load. */
const NOTIFY_NEXT_AFTER_MS = 3;

/** MWI (message waiting indication, RFC 3842) for the phones on one signalling engine, with a subscription or without. */
export class MwiPackage implements Disposable {
  readonly #options: MwiOptions;
  readonly #unsolicited: UnsolicitedMwi;
  readonly #again = new Map<UserId, Alarm>();
  readonly #listening: Disposable[];
  #renewal: Alarm | undefined;
  #closed = false;

  constructor(options: MwiOptions) {
    this.#options = options;
    this.#unsolicited = new UnsolicitedMwi(options);
    const { events, feed, subscriptions, settings } = options;
    subscriptions.offer({
      ...{ event: MESSAGE_SUMMARY, contentType: SUMMARY_CONTENT_TYPE, mostOfADevice: MOST_OF_A_DEVICE },
      watch: (_req, { user }) => ({ key: user, state: () => this.#summaryOf(user) }),
      began: (subscription) => this.#hold(subscription),
      ended: ({ device, id }) => void feed.release(device, id).catch(() => undefined), // the lease lapses by itself
    });
    this.#listening = [
      feed.listen((user) => this.#changed(user)),
      events.on("voicemail.left", ({ mailbox }) => this.#notifyMembers(mailbox)),
      events.on("voicemail.changed", ({ mailbox }) => this.#notifyMembers(mailbox)),
      {
        [Symbol.dispose]: settings.onChange((event) => event.kind === "changed" && this.#membersChanged(event.changes)),
      },
    ];
    this.#renewLater();
  }

  /** Phones have registered that were away, perhaps while the mailbox changed: these bindings are notified, no others. */
  registered(user: UserId, device: DeviceId, bindings: readonly Binding[]): void {
    void this.#notifyBindings(user, new Map([[device, bindings]]));
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    for (const listening of this.#listening) listening[Symbol.dispose]();
    for (const alarm of this.#again.values()) alarm.disarm();
    this.#renewal?.disarm();
    this.#unsolicited[Symbol.dispose]();
  }

  #changed(user: UserId | "all"): void {
    for (const subscription of this.#subscriptions()) {
      if (user === "all" || subscription.key === user) subscription.changed();
    }
  }

  #subscriptions(): readonly Subscription[] {
    return this.#options.subscriptions.all().filter(({ event }) => event === MESSAGE_SUMMARY);
  }

  #notifyMembers(mailbox: MailboxId): void {
    const people = ownerOf(mailbox, this.#options.settings.snapshot)?.people ?? [];
    for (const person of people) this.#notifyUser(person);
  }

  /** The members of a shared mailbox have changed: notifies all members of before and after. */
  #membersChanged(changes: readonly EntityChange[]): void {
    const { snapshot } = this.#options.settings;
    const people = new Set<UserId>();
    for (const change of changes) {
      if (change.kind !== "shared-mailbox" && change.kind !== "ring-group") continue;
      for (const record of [change.before, change.after]) {
        for (const person of record?.members ?? []) people.add(person);
        if (record === undefined || !("ringGroup" in record) || record.ringGroup === null) continue;
        for (const person of snapshot.ringGroup(record.ringGroup)?.members ?? []) people.add(person);
      }
    }
    for (const person of people) this.#notifyUser(person);
  }

  /**
   * Phones without a subscription were notified by a process that may have died between the mailbox's change and the
   * NOTIFY: all of them are notified anew, a few at a time.
   */
  async notifyAll(): Promise<void> {
    const { settings, clock } = this.#options;
    const { snapshot } = settings;
    for (const tenant of snapshot.tenants()) {
      for (const { id } of snapshot.users(tenant.id)) {
        const devices = snapshot.devicesOf(id).map((device) => device.id);
        if (devices.length === 0) continue;
        await clock.sleep(NOTIFY_NEXT_AFTER_MS);
        if (this.#closed) return;
        await this.#notifyDevices(id, devices);
      }
    }
  }

  #notifyUser(user: UserId): void {
    this.#options.feed.changed(user);
    const devices = this.#options.settings.snapshot.devicesOf(user).map(({ id }) => id);
    void this.#notifyDevices(user, devices);
  }

  /** Unsolicited NOTIFYs, to devices without a subscription: many phones expect them. */
  async #notifyDevices(user: UserId, devices: readonly DeviceId[]): Promise<void> {
    await this.#notifyBindings(user, await this.#options.directory.bindingsOf(devices));
  }

  async #notifyBindings(user: UserId, bindings: ReadonlyMap<DeviceId, readonly Binding[]>): Promise<void> {
    try {
      const here = [...bindings].map(
        ([device, all]) => [device, all.filter((binding) => this.#takesNotify(binding))] as const,
      );
      if (here.every(([, own]) => own.length === 0)) return;
      const body = await this.#summaryOf(user);
      const account = this.#accountOf(user);
      const tenant = this.#options.settings.snapshot.user(user)?.tenantId;
      if (tenant === undefined) return;
      for (const [device, own] of here) {
        if (own.length === 0 || (await this.#options.feed.isSubscribed(device))) continue;
        for (const binding of own) this.#unsolicited.send({ tenant, user, device, binding }, { account, body });
      }
    } catch (failure) {
      this.#options.logger.warn({ event: "mwi.uncounted", err: failure }, "mailbox is counted again");
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
      this.#notifyUser(user);
    });
    this.#again.set(user, alarm);
  }

  async #summaryOf(user: UserId): Promise<string> {
    const { mailboxes, settings } = this.#options;
    const lists = await Promise.all(mailboxesOf(user, settings.snapshot).map((id) => mailboxes.listMessages(id)));
    return printMessageSummary(countMessages(lists.flat()), this.#accountOf(user));
  }

  #accountOf(user: UserId): string {
    const extension = this.#options.settings.snapshot.user(user)?.extension ?? "anonymous";
    return printSipUri(extension, this.#options.domain);
  }

  #hold({ device, id }: Subscription): void {
    this.#options.feed.hold(device, id).catch(() => undefined); // without its lease the device gets one NOTIFY too many
  }

  #renewLater(): void {
    this.#renewal = this.#options.clock.arm(LEASE_MS / 3, () => {
      for (const subscription of this.#subscriptions()) this.#hold(subscription);
      this.#renewLater();
    });
  }
}
