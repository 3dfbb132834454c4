import type { BindingDirectory } from "../registrar/binding.ts";
import type { Settings } from "../settings/settings.ts";
import { printHostPort } from "../sip/host-port.ts";
import { parseSipUri, printSipUri, userOf } from "../sip/uri.ts";
import type { SrfRequest } from "../srf/srf.ts";
import { parseExtension } from "../vocabulary/extension.ts";
import type { UserId } from "../vocabulary/identifiers.ts";
import type { PhoneStates } from "./phone-states.ts";
import { PRESENCE, PRESENCE_CONTENT_TYPE, printPidf, type ShownPresence } from "./pidf.ts";
import type { ReachableFeed } from "./reachable-feed.ts";
import type { Subscription, Watched } from "./subscription.ts";
import type { Subscriber, Subscriptions } from "./subscriptions.ts";

export interface PresenceOptions {
  readonly subscriptions: Pick<Subscriptions, "offer">;
  readonly phones: Pick<PhoneStates, "presenceOf" | "listen">;
  readonly reachable: Pick<ReachableFeed, "listen">;
  readonly directory: BindingDirectory;
  readonly settings: Pick<Settings, "snapshot" | "onChange">;
}

/** A softphone watches each of its contacts; as many again are from before its restart. */
const MOST_OF_A_DEVICE = 400;

/** The presence event package (RFC 3856), by which softphones show which colleagues can be called, talk, or don't want to be disturbed. */
export class PresencePackage implements Disposable {
  readonly #options: PresenceOptions;
  readonly #watchers = new Map<UserId, Set<Subscription>>();
  readonly #listening: readonly Disposable[];

  constructor(options: PresenceOptions) {
    this.#options = options;
    const { subscriptions, phones, reachable, settings } = options;
    subscriptions.offer({
      ...{ event: PRESENCE, contentType: PRESENCE_CONTENT_TYPE, mostOfADevice: MOST_OF_A_DEVICE },
      watch: (req, who) => this.#watch(req, who),
      began: (subscription) => {
        const user = subscription.key as UserId; // #watch has made the key
        this.#watchers.set(user, (this.#watchers.get(user) ?? new Set()).add(subscription));
      },
      ended: (subscription) => {
        const user = subscription.key as UserId;
        const watchers = this.#watchers.get(user);
        watchers?.delete(subscription);
        if (watchers?.size === 0) this.#watchers.delete(user);
      },
    });
    this.#listening = [
      phones.listen(({ of }) => of.kind === "user" && this.#changed(of.user)),
      reachable.listen((user) => this.#changed(user)),
      {
        [Symbol.dispose]: settings.onChange((event) => {
          for (const { kind, before, after } of event.kind === "changed" ? event.changes : []) {
            if (kind === "user") this.#changed((after ?? before)?.id);
            if (kind === "device") for (const device of [before, after]) this.#changed(device?.userId);
          }
        }),
      },
    ];
  }

  [Symbol.dispose](): void {
    for (const listening of this.#listening) listening[Symbol.dispose]();
    this.#watchers.clear();
  }

  /** An extension of another company is refused like one that does not exist. */
  #watch({ uri }: SrfRequest, { tenant }: Subscriber): Watched | undefined {
    const sipUri = parseSipUri(uri);
    const extension = sipUri && parseExtension(userOf(sipUri));
    const user = extension && this.#options.settings.snapshot.userByExtension(tenant, extension);
    if (sipUri === undefined || extension === undefined || user === undefined) return undefined;
    const entity = printSipUri(extension, printHostPort(sipUri));
    return { key: user.id, state: async () => printPidf(entity, await this.#presenceOf(user.id)) };
  }

  async #presenceOf(id: UserId): Promise<ShownPresence> {
    const { settings, phones, directory } = this.#options;
    const devices = settings.snapshot.devicesOf(id).map((device) => device.id);
    const open = (await directory.bindingsOf(devices)).size > 0;
    if (phones.presenceOf(id) === "busy") return { open, activity: "on-the-phone" };
    const isUndisturbed = settings.snapshot.user(id)?.doNotDisturb === true;
    return { open, activity: isUndisturbed ? "do-not-disturb" : undefined };
  }

  #changed(user: UserId | "all" | undefined): void {
    if (user === "all")
      for (const watchers of this.#watchers.values()) for (const watcher of watchers) watcher.changed();
    else if (user !== undefined) for (const watcher of this.#watchers.get(user) ?? []) watcher.changed();
  }
}
