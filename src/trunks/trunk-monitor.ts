import type { Redis } from "ioredis";
import type { EventBus } from "../events/bus.ts";
import type { Logger } from "../observability/logging.ts";
import { aborted, isAborted } from "../runtime/aborted.ts";
import type { Clock } from "../runtime/clock.ts";
import { healthCheckSecondsOf, type TrunkRecord } from "../settings/kinds/trunk.ts";
import type { Settings } from "../settings/settings.ts";
import type { TrunkId } from "../vocabulary/identifiers.ts";
import { pingWithOptions } from "./options-ping.ts";
import { maintainRegistration } from "./trunk-registration.ts";
import type { TrunkKeys } from "../redis/keys.ts";
import { NOTHING_KNOWN, type MonitoredState } from "./state.ts";
import type { TrunkAccounts } from "./trunk-accounts.ts";
import type { TrunkStates } from "./states.ts";
import { trunkCondition } from "./trunk-condition.ts";
import { defined } from "../runtime/defined.ts";
import { leadWhenElected, type Term } from "../redis/leader-election.ts";
import type { TrunkWire } from "./wire.ts";

export interface TrunkMonitorOptions {
  readonly redis: Redis;
  readonly keys: TrunkKeys;
  readonly settings: Pick<Settings, "snapshot" | "onChange">;
  readonly states: TrunkStates;
  readonly wire: TrunkWire;
  readonly events: Pick<EventBus, "publish">;
  readonly accounts: Pick<TrunkAccounts, "of">;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Registers the trunks that are set to register and pings all trunks with OPTIONS, in one process of the system at a
 * time. Disposing un-registers, and lets another process take over.
 */
export class TrunkMonitor implements AsyncDisposable {
  readonly #end = new AbortController();
  readonly #served: Promise<void>;

  constructor(options: TrunkMonitorOptions) {
    const { redis, keys, clock } = options;
    this.#served = leadWhenElected({ redis, keys, clock, signal: this.#end.signal }, (term) =>
      serve(options, term, this.#end.signal),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#served;
  }
}

/** The monitoring of one trunk under its present settings. */
interface MonitoredTrunk {
  /** The settings that this monitoring was started with. */
  readonly of: string;
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/** Follows the settings until the term ends: starts, restarts or stops the monitoring of each trunk that is added, changed or removed. */
async function serve(options: TrunkMonitorOptions, term: Term, end: AbortSignal): Promise<void> {
  const { settings } = options;
  const monitored = new Map<TrunkId, MonitoredTrunk>();
  const reconcile = (): void => {
    const { snapshot } = settings;
    const wanted = new Map(
      snapshot.tenants().flatMap(({ id }) =>
        snapshot
          .trunks(id)
          .filter(({ enabled }) => enabled)
          .map((trunk) => [trunk.id, trunk] as const),
      ),
    );
    for (const [id, each] of monitored) if (aspectsOf(wanted.get(id)) !== each.of) each.stop.abort();
    for (const [id, trunk] of wanted) {
      const before = monitored.get(id);
      if (before !== undefined && !before.stop.signal.aborted) continue;
      const started = start(trunk, before?.done ?? Promise.resolve(), options, term);
      monitored.set(id, started);
      void started.done.then(() => monitored.get(id) === started && monitored.delete(id));
    }
  };
  const unfollow = settings.onChange(reconcile);
  reconcile();
  await aborted(AbortSignal.any([end, term.lost]));
  unfollow();
  for (const each of monitored.values()) each.stop.abort();
  await Promise.all([...monitored.values()].map(({ done }) => done));
}

/** The settings that a trunk's registration and health depend on. */
function aspectsOf(trunk: TrunkRecord | undefined): string | undefined {
  if (trunk === undefined) return undefined;
  const { host, port, transport, username, password, register } = trunk;
  return JSON.stringify([host, port, transport, username, password, register, healthCheckSecondsOf(trunk)]);
}

/** @param before  the monitoring of the same trunk under its former settings: its registration is removed first */
function start(trunk: TrunkRecord, before: Promise<void>, options: TrunkMonitorOptions, term: Term): MonitoredTrunk {
  const stop = new AbortController();
  const done = before.then(() => monitor(trunk, options, term, stop.signal));
  return { of: aspectsOf(trunk) ?? "", stop, done };
}

async function monitor(
  trunk: TrunkRecord,
  options: TrunkMonitorOptions,
  term: Term,
  signal: AbortSignal,
): Promise<void> {
  const { states, wire, accounts, clock, logger } = options;
  if (signal.aborted) return;
  let known: MonitoredState = NOTHING_KNOWN;
  const tell = (news: Partial<MonitoredState>): void => {
    const before = known;
    known = { ...known, ...news };
    if (!signal.aborted) publishState(trunk, before, known, options);
    if (!signal.aborted) void states.write(term.fence, trunk.id, known);
  };
  tell({});
  const everyMs = healthCheckSecondsOf(trunk) * 1_000;
  const account = accounts.of(trunk);
  const parts = { wire, account, clock, logger, contactUser: () => states.contactOf(trunk.id) };
  await Promise.all([
    aborted(signal),
    trunk.register &&
      maintainRegistration(trunk, { ...parts, tell: (registration) => tell({ registration }) }, signal, term.lost),
    everyMs > 0 && pingWithOptions(trunk, everyMs, { ...parts, tell: (health) => tell({ health }) }, signal),
  ]);
  if (isAborted(term.lost)) return;
  await states.write(term.fence, trunk.id, undefined);
  await states.clearRefusal(trunk.id); // the trunk is gone, or has other settings
}

/** Tells of a trunk that goes up or down; not of each try to register meanwhile. */
function publishState(
  trunk: TrunkRecord,
  before: MonitoredState,
  now: MonitoredState,
  { events, clock }: TrunkMonitorOptions,
): void {
  const condition = trunkCondition(trunk, now);
  // A provider that refuses us is asked again: meanwhile the trunk is as down as before.
  if (condition.kind === "disabled" || condition.kind === trunkCondition(trunk, before).kind) return;
  const reason = condition.kind === "down" ? condition.reason : undefined;
  events.publish({
    ...{ kind: "trunk.state-changed", atMs: clock.nowMs(), tenant: trunk.tenantId, trunk: trunk.id },
    ...{ state: condition.kind, ...defined({ reason }) },
  });
}
