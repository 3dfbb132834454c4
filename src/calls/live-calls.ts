import type { TenantId, UserId } from "../vocabulary/identifiers.ts";
import type { Side } from "./leg/side.ts";
import type { CallDirection } from "./parts.ts";
import { OneShotSource, type OneShot } from "../runtime/one-shot.ts";

/** Beyond the most calls of a process: calls to emergency services alone. */
const EMERGENCY_RESERVE = 50;

/** What a call is doing now. */
export type LiveState = "routing" | "ringing" | "connected" | "voicemail";

/** One call of this process, as `GET /calls` shows it. */
export interface LiveCall {
  readonly id: string;
  readonly tenant: TenantId;
  readonly direction: CallDirection;
  readonly from: string;
  readonly to: string;
  readonly state: LiveState;
  readonly startedAtMs: number;
  readonly answeredAtMs: number | undefined;
}

/** What came of asking for a transfer. */
export type TransferOutcome =
  | "accepted"
  /** There is no such call, or its parties don't talk. */
  | "not-talking"
  /** No user asks for it, or this user may not transfer a caller there. */
  | "not-allowed"
  /** What was dialled leads nowhere. */
  | "no-such-target";

/** Two parties that talk, and what the API may ask of them. */
export interface ConnectedParties {
  transfer(transferee: Side, dialled: string, by: UserId | undefined): Promise<TransferOutcome>;
}

/** A call's own entry, by which the system may end it. */
export interface LiveEntry extends Disposable {
  set(changed: Partial<Pick<LiveCall, "state" | "answeredAtMs" | "tenant" | "direction" | "from" | "to">>): void;
  /** Its two parties talk, until disposed of. */
  talk(talk: ConnectedParties): Disposable;
  /** The system ends the call; its reason is the Reason header. */
  readonly mustEnd: OneShot<string>;
  /** A message that is being left must come to its end. */
  readonly mustFinish: OneShot;
}

interface Entry {
  call: LiveCall;
  talk: ConnectedParties | undefined;
  readonly end: OneShotSource<string>;
  readonly finish: OneShotSource;
}

/** All calls of this process, at most so many. */
export class LiveCalls {
  readonly #entries = new Map<string, Entry>();
  readonly #most: number;
  readonly #changed: (by: 1 | -1) => void;
  #whenEmpty: (() => void)[] = [];
  #takes: "all" | "emergencies" | "none" = "all";

  constructor(most: number, changed: (by: 1 | -1) => void) {
    this.#most = most;
    this.#changed = changed;
  }

  /** Undefined: there are too many, or the system ends; a call to an emergency service is taken until the last moment. */
  admit(call: LiveCall, isEmergency = false): LiveEntry | undefined {
    const isTaken = this.#takes === "all" || (isEmergency && this.#takes === "emergencies");
    const most = isEmergency ? this.#most + EMERGENCY_RESERVE : this.#most;
    if (!isTaken || this.#entries.size >= most || this.#entries.has(call.id)) return undefined;
    const entry: Entry = { call, talk: undefined, end: new OneShotSource(), finish: new OneShotSource() };
    this.#entries.set(call.id, entry);
    this.#changed(1);
    return {
      mustEnd: entry.end,
      mustFinish: entry.finish,
      set: (changed) => {
        entry.call = { ...entry.call, ...changed };
      },
      talk: (talk) => {
        entry.talk = talk;
        return {
          [Symbol.dispose]: () => {
            if (entry.talk === talk) entry.talk = undefined;
          },
        };
      },
      [Symbol.dispose]: () => {
        if (this.#entries.get(call.id) === entry) this.#remove(call.id);
      },
    };
  }

  list(): readonly LiveCall[] {
    return [...this.#entries.values()].map(({ call }) => call);
  }

  /** The parties that talk in this call. */
  talk(id: string): ConnectedParties | undefined {
    return this.#entries.get(id)?.talk;
  }

  /** Ends one call. False: there is none of this id. */
  end(id: string, reason: string): boolean {
    const entry = this.#entries.get(id);
    entry?.end.happen(reason);
    return entry !== undefined;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** No new calls from now on, but to emergency services. */
  close(): void {
    this.#takes = "emergencies";
  }

  /** Whether new calls are taken. */
  get isOpen(): boolean {
    return this.#takes === "all";
  }

  /** Messages that are being left come to their end. */
  finishAll(): void {
    for (const { finish } of this.#entries.values()) finish.happen("the system ends");
  }

  /** Ends every call; none is taken any more. */
  endAll(reason: string): void {
    this.#takes = "none";
    for (const { end } of this.#entries.values()) end.happen(reason);
  }

  /** Resolves when the last call is over. */
  empty(): Promise<void> {
    if (this.#entries.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenEmpty.push(resolve));
  }

  #remove(id: string): void {
    this.#entries.delete(id);
    this.#changed(-1);
    if (this.#entries.size > 0) return;
    for (const resolve of this.#whenEmpty.splice(0)) resolve();
  }
}
