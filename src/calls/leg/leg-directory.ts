import type { RelatedCall } from "../../events/call-record.ts";
import type { CallParty, LinkKind } from "../../events/event.ts";
import type { TenantId, UserId } from "../../vocabulary/identifiers.ts";
import type { Shown } from "./connected-identity.ts";
import type { DialogName } from "./dialog-name.ts";
import type { SrfRequest, SrfResponse } from "../../srf/srf.ts";
import type { Leg } from "./leg.ts";
import type { MediaPlace } from "./media-place.ts";
import type { RingingCall } from "./ringing-call.ts";

/** A party of another conversation, which waits for what becomes of this: the party is taken, once, or given back. */
export interface LentLeg {
  readonly leg: Leg;
  readonly party: CallParty;
  /** As others see the party. */
  readonly shown: Shown;
  /** The party's own call, and why it is part of the borrower's. Absent: they are the same. */
  readonly link?: RelatedCall;
  /** The party talks elsewhere from now on: its old conversation is over. The leg is the receiver's. */
  take(): void;
  /** Nothing has come of it: the conversation goes on, or ends where there is none to go back to. After `take`: nothing. */
  giveBack(): Promise<void>;
}

/** A leg of this process that another telephone may ask to replace (RFC 3891). */
export type KnownLeg =
  /** It talks. */
  | {
      readonly state: "confirmed";
      readonly tenant: TenantId;
      /** Whose telephone it is; undefined: no user's. */
      readonly user: UserId | undefined;
      /** The party whom this leg talks to; once it is taken, this leg is hung up. Undefined: the conversation is over. */
      lend(how: LinkKind): LentLeg | undefined;
      /** Takes a request of its dialog that came from elsewhere, and whose sender is known to be its peer. */
      accept(req: SrfRequest, res: SrfResponse): void;
    }
  /** It is served by the PBX itself: in a conference, at a mailbox, in a parking slot. */
  | {
      readonly state: "at-media";
      readonly tenant: TenantId;
      readonly user: UserId | undefined;
      readonly place: MediaPlace;
    }
  /** We ring this telephone for a caller. */
  | {
      readonly state: "ringing";
      readonly tenant: TenantId;
      readonly call: RingingCall;
    }
  /** It calls a callee who hasn't answered yet. */
  | {
      readonly state: "calling";
      readonly tenant: TenantId;
      /** Who calls; undefined: no user. */
      readonly user: UserId | undefined;
      readonly dialled: string;
      /** Gives the call up; whom it rang shows no missed call. False: it is over, or answered, already. */
      giveUp(): boolean;
    };

/** More legs than this a process never has; those beyond it can't be replaced. */
const MOST_LEGS = 10_000;

/** The live legs of this process by their dialogs. */
export class LegDirectory {
  readonly #legs = new Map<string, { readonly name: DialogName; readonly known: KnownLeg }[]>();
  #size = 0;

  /** Until it is disposed of. */
  add(name: DialogName, known: KnownLeg): Disposable {
    if (this.#size >= MOST_LEGS) return { [Symbol.dispose]: () => undefined };
    const entry = { name, known };
    this.#legs.set(name.callId, [...(this.#legs.get(name.callId) ?? []), entry]);
    this.#size += 1;
    return { [Symbol.dispose]: () => this.#remove(entry) };
  }

  /** A leg without a tag of ours (a call that isn't answered) is found by the peer's tag alone. */
  find({ callId, localTag, remoteTag }: DialogName): KnownLeg | undefined {
    const theirs = (this.#legs.get(callId) ?? []).filter(({ name }) => name.remoteTag === remoteTag);
    const found =
      theirs.find(({ name }) => name.localTag === localTag) ?? theirs.find(({ name }) => name.localTag === "");
    return found?.known;
  }

  #remove(entry: { readonly name: DialogName; readonly known: KnownLeg }): void {
    const { callId } = entry.name;
    const left = (this.#legs.get(callId) ?? []).filter((other) => other !== entry);
    if (left.length === (this.#legs.get(callId) ?? []).length) return;
    this.#size -= 1;
    if (left.length === 0) this.#legs.delete(callId);
    else this.#legs.set(callId, left);
  }
}
