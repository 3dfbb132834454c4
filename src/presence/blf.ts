import { slotsOf } from "../routing/parking.ts";
import { tenantPoliciesOf } from "../settings/schemas/policies.ts";
import type { Settings } from "../settings/settings.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import { parseExtension } from "../vocabulary/extension.ts";
import type { TenantId } from "../vocabulary/identifiers.ts";
import { DIALOG, DIALOG_CONTENT_TYPE, printDialogInfo, type ShownDialog, type ShownParty } from "./dialog-info.ts";
import { isInCall, type PhoneDialog, type Remote } from "./phone-state.ts";
import type { PhoneStates } from "./phone-states.ts";
import { printHostPort } from "../sip/host-port.ts";
import { parseSipUri, printSipUri, userOf } from "../sip/uri.ts";
import type { SrfRequest } from "../srf/srf.ts";
import type { Subscription, Watched } from "./subscription.ts";
import type { Subscriber, Subscriptions } from "./subscriptions.ts";

export interface BlfOptions {
  readonly subscriptions: Pick<Subscriptions, "offer">;
  readonly phones: Pick<PhoneStates, "dialogsOf" | "slotsOf" | "listen">;
  readonly settings: Pick<Settings, "snapshot">;
  /** Host of the URIs that a BLF key shows. */
  readonly domain: string;
}

/** Keys of three expansion modules, and as many subscriptions from before a restart of the phone. */
const MOST_OF_A_DEVICE = 200;
/** A BLF key shows one call; a NOTIFY must fit into a datagram or two. */
const MOST_SHOWN = 8;

/** BLF (busy lamp field, RFC 4235): the dialog event package, by which phones watch users, ring groups and parking slots of their own company. */
export class BlfPackage implements Disposable {
  readonly #options: BlfOptions;
  readonly #watchers = new Map<string, Set<Subscription>>();
  readonly #listening: Disposable;

  constructor(options: BlfOptions) {
    this.#options = options;
    options.subscriptions.offer({
      ...{ event: DIALOG, contentType: DIALOG_CONTENT_TYPE, mostOfADevice: MOST_OF_A_DEVICE },
      watch: (req, who) => this.#watch(req, who),
      began: (subscription) => {
        const { key } = subscription;
        this.#watchers.set(key, (this.#watchers.get(key) ?? new Set()).add(subscription));
      },
      ended: (subscription) => {
        const watchers = this.#watchers.get(subscription.key);
        watchers?.delete(subscription);
        if (watchers?.size === 0) this.#watchers.delete(subscription.key);
      },
    });
    this.#listening = options.phones.listen((dialog) => {
      for (const key of keysOf(dialog)) for (const watcher of this.#watchers.get(key) ?? []) watcher.changed();
    });
  }

  [Symbol.dispose](): void {
    this.#listening[Symbol.dispose]();
    this.#watchers.clear();
  }

  /** An extension of another company is refused like one that does not exist. */
  #watch({ uri }: SrfRequest, { tenant }: Subscriber): Watched | undefined {
    const sipUri = parseSipUri(uri);
    const extension = sipUri && parseExtension(userOf(sipUri));
    if (sipUri === undefined || extension === undefined) return undefined;
    const { phones, settings } = this.#options;
    const owner = settings.snapshot.extension(tenant, extension);
    const entity = printSipUri(extension, printHostPort(sipUri));
    if (owner?.kind === "user")
      return this.#watched(userKey(owner.id), entity, tenant, () => phones.dialogsOf(owner.id));
    if (owner?.kind === "ring-group")
      return this.#watched(groupKey(owner.id), entity, tenant, () =>
        (settings.snapshot.ringGroup(owner.id)?.members ?? [])
          .flatMap((member) => phones.dialogsOf(member))
          .filter(({ group }) => group === owner.id),
      );
    const company = settings.snapshot.tenant(tenant);
    if (owner !== undefined || company === undefined) return undefined;
    if (!slotsOf(tenantPoliciesOf(company)).includes(extension)) return undefined;
    return this.#watched(slotKey(tenant, extension), entity, tenant, () =>
      phones.slotsOf(tenant).filter(({ of }) => of.kind === "slot" && of.slot === extension),
    );
  }

  #watched(key: string, entity: string, tenant: TenantId, dialogs: () => readonly PhoneDialog[]): Watched {
    let version = 0;
    let told: readonly ShownDialog[] = [];
    return {
      key,
      state: () => {
        const { snapshot } = this.#options.settings;
        const shown = oneDialogPerCall(dialogs()).map((dialog) => toShownDialog(dialog, tenant, snapshot));
        return Promise.resolve(JSON.stringify(shown));
      },
      print: (state) => {
        const shown = JSON.parse(state) as readonly ShownDialog[];
        const still = new Set(shown.map(({ id }) => id));
        const over = told
          .filter(({ id, state: was }) => was !== "terminated" && !still.has(id))
          .map((dialog) => ({ ...dialog, state: "terminated" as const }));
        told = [...shown, ...over];
        return printDialogInfo({ entity, dialogs: told }, version++, this.#options.domain);
      },
    };
  }
}

/** Of several phones that one call rings, one stands for all; confirmed dialogs before early ones, the oldest first. */
function oneDialogPerCall(dialogs: readonly PhoneDialog[]): readonly PhoneDialog[] {
  const sorted = [...dialogs].sort(
    (one, other) => Number(isInCall(other)) - Number(isInCall(one)) || one.sinceMs - other.sinceMs,
  );
  const calls = new Set<string>();
  const first = sorted.filter(({ call }) => !calls.has(call) && calls.add(call));
  return first.slice(0, MOST_SHOWN);
}

function toShownDialog(dialog: PhoneDialog, tenant: TenantId, snapshot: Snapshot): ShownDialog {
  const { id, state, direction, sip } = dialog;
  const remote = shownParty(dialog.remote, tenant, snapshot);
  return { id, state, direction, remote, ...(sip === undefined ? {} : { sip }) };
}

/** A user of the company is shown by extension; an external party by number, unless withheld. */
function shownParty({ number, name, user }: Remote, tenant: TenantId, snapshot: Snapshot): ShownParty {
  const colleague = user === undefined ? undefined : snapshot.user(user);
  if (colleague?.tenantId === tenant) return { name: colleague.name, number: colleague.extension };
  return { name, number };
}

function keysOf({ of, group, tenant }: PhoneDialog): readonly string[] {
  const own = of.kind === "user" ? userKey(of.user) : slotKey(tenant, of.slot);
  return group === undefined ? [own] : [own, groupKey(group)];
}

function userKey(id: string): string {
  return `user/${id}`;
}

function groupKey(id: string): string {
  return `group/${id}`;
}

function slotKey(tenant: TenantId, slot: string): string {
  return `slot/${tenant}/${slot}`;
}
