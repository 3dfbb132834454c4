import type { Presence } from "../presence/phone-state.ts";
import type { PhoneStates } from "../presence/phone-states.ts";
import type { Clock } from "../runtime/clock.ts";
import type { TenantId, UserId } from "../vocabulary/identifiers.ts";

/** Changes of a busy office come many at a time: they gather for so long before a listener is told. */
const GATHER_MS = 200;

export interface StateChange {
  readonly user: UserId;
  readonly state: Presence;
}

/** The states of a company's users for one listener. Disposing ends it. */
export interface StateChanges extends Disposable {
  /** What has changed since it was last asked: of each user the state now. */
  take(): readonly StateChange[];
}

type Listener = (user: UserId) => void;

/** Who is on the telephone, for those of the company who listen. In memory: every process knows all states, and tells its own listeners. */
export class UserStates implements Disposable {
  readonly #phones: Pick<PhoneStates, "presenceOf">;
  readonly #clock: Pick<Clock, "arm">;
  readonly #listening: Disposable;
  /** As many as the event feed has streams. */
  readonly #listeners = new Map<TenantId, Set<Listener>>();

  constructor(phones: Pick<PhoneStates, "presenceOf" | "listen">, clock: Pick<Clock, "arm">) {
    this.#phones = phones;
    this.#clock = clock;
    this.#listening = phones.listen(({ of, tenant }) => {
      if (of.kind !== "user") return;
      for (const listener of this.#listeners.get(tenant) ?? []) listener(of.user);
    });
  }

  /** @param onChange  called once for what has gathered, until it is taken */
  watch(tenant: TenantId, onChange: () => void): StateChanges {
    // Both hold users of one company who are, or were just now, on the telephone.
    const told = new Map<UserId, Presence>();
    const changed = new Map<UserId, Presence>();
    let gathering: Disposable | undefined;
    const listener: Listener = (user) => {
      const state = this.#phones.presenceOf(user);
      if (state === (changed.get(user) ?? told.get(user))) return;
      changed.set(user, state);
      gathering ??= this.#gather(onChange);
    };
    const listeners = this.#listeners.get(tenant) ?? new Set();
    listeners.add(listener);
    this.#listeners.set(tenant, listeners);
    return {
      take: () => {
        gathering?.[Symbol.dispose]();
        gathering = undefined;
        const taken = [...changed].map(([user, state]) => ({ user, state }));
        changed.clear();
        for (const { user, state } of taken)
          if (state === "idle") told.delete(user);
          else told.set(user, state);
        return taken;
      },
      [Symbol.dispose]: () => {
        gathering?.[Symbol.dispose]();
        listeners.delete(listener);
        if (listeners.size === 0 && this.#listeners.get(tenant) === listeners) this.#listeners.delete(tenant);
      },
    };
  }

  [Symbol.dispose](): void {
    this.#listening[Symbol.dispose]();
    this.#listeners.clear();
  }

  #gather(onChange: () => void): Disposable {
    const alarm = this.#clock.arm(GATHER_MS, onChange);
    return { [Symbol.dispose]: () => alarm.disarm() };
  }
}
