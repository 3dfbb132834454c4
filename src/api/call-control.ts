import type { ConferenceId, TenantId, UserId } from "../vocabulary/identifiers.ts";

/** A member of a conference now. */
export interface ConferenceMember {
  /** The id of the member's call. */
  readonly call: string;
  readonly number: string | undefined;
  readonly name: string | undefined;
  readonly user: UserId | undefined;
  readonly moderator: boolean;
  readonly muted: boolean;
  readonly talking: boolean;
  /** No further participant is let into their conference. */
  readonly isLockedIn: boolean;
  readonly enteredAtMs: number;
}

/** Calls and conferences that go on, of all processes, and what can be done to them. */
export interface CallControl {
  /** Click-to-call: the user's phones ring, and the first to answer calls the target, with the user's rights. */
  originate(order: {
    readonly tenant: TenantId;
    readonly user: UserId;
    readonly dialled: string;
    readonly autoAnswer: boolean;
  }): Promise<
    | { readonly kind: "ringing"; readonly call: string }
    | { readonly kind: "refused"; readonly because: "no-phone" | "no-room" | "no-such-target" | "no-line" }
  >;
  /** @param by  the user with whose rights; undefined: those of the party that stays behind */
  transfer(transfer: {
    readonly tenant: TenantId;
    readonly call: string;
    readonly transferee: "caller" | "callee";
    readonly dialled: string;
    readonly by: UserId | undefined;
  }): Promise<"accepted" | "not-talking" | "not-allowed" | "no-such-target">;
  participants(conference: ConferenceId): Promise<readonly ConferenceMember[]>;
  /** False: no member has that call. */
  orderMember(conference: ConferenceId, call: string, order: "mute" | "unmute" | "kick"): Promise<boolean>;
  /** False: the conference is empty. */
  orderRoom(conference: ConferenceId, order: "lock" | "unlock" | "mute-all" | "unmute-all"): Promise<boolean>;
}
